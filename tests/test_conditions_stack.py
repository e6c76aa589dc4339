from __future__ import annotations

import copy
from typing import Any

import pytest

from conformance.conditions import (
    Rung,
    controller_has_ready_pods,
    endpoints_are,
    first_broken_rung,
    service_has_address,
    service_has_cluster_ip,
    stands,
)
from conformance.judgement import Judgement, Kept, Never, NotYet
from tests.recorded import named, objects, recorded, snapshot_of


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept)
    return judgement.why


def test_a_controller_with_all_its_pods_ready() -> None:
    judgement = controller_has_ready_pods("keystone-rc")(recorded("healthy"))
    assert isinstance(judgement, Kept)
    assert len(judgement.value) == 3
    assert judgement.seen == "3 of 3 pods ready"


def test_the_pod_furthest_behind_speaks_for_the_controller() -> None:
    found = objects("healthy")
    pod = next(each for each in found["pods"] if each["metadata"]["name"].startswith("keystone-rc"))
    status = pod["status"]["containerStatuses"][1]
    status.update(ready=False, state={"terminated": {"exitCode": 1, "reason": "Error"}})
    judgement = controller_has_ready_pods("keystone-rc")(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "crash-loop"
    assert f"pod {pod['metadata']['name']}: container memcached" in judgement.why
    assert judgement.why.endswith("; 2 of 3 pods ready")


def test_a_pod_on_its_way_out_does_not_count() -> None:
    found = objects("one-going")
    judgement = controller_has_ready_pods("keystone-rc")(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert "2 of 3 pods" in judgement.why


@pytest.mark.parametrize(
    ("recording", "cause"),
    [("refused-by-quota", "quota-exceeded"), ("refused-by-secured", "pod-security-refused")],
)
def test_pods_that_the_site_refuses_end_the_wait(recording: str, cause: str) -> None:
    judgement = controller_has_ready_pods("keystone-rc")(recorded(recording))
    assert isinstance(judgement, Never)
    assert judgement.cause == cause
    assert judgement.why.startswith("manifest not accepted: controller keystone-rc: ")


def test_a_quota_that_a_terminating_pod_still_uses_is_waited_for() -> None:
    found = objects("refused-by-quota")
    found["pods"][0]["metadata"] |= {"deletionTimestamp": "2026-11-23T04:00:00Z"}
    judgement = controller_has_ready_pods("keystone-rc")(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert "exceeded quota" in judgement.why


def test_a_controller_that_asks_for_too_little_never_will_do() -> None:
    too_few = controller_has_ready_pods("keystone-rc", at_least=4)(recorded("healthy"))
    too_small = controller_has_ready_pods("keystone-rc", containers=3)(recorded("healthy"))
    assert isinstance(too_few, Never)
    assert too_few.cause == "too-few-replicas"
    assert "asks for 3 replicas, at least 4" in too_few.why
    assert isinstance(too_small, Never)
    assert too_small.cause == "container-missing"
    assert isinstance(controller_has_ready_pods("nobody")(recorded("healthy")), NotYet)


def test_addresses_of_services() -> None:
    snapshot = recorded("healthy")
    inside, outside = service_has_cluster_ip("db")(snapshot), service_has_address("keystone-public")(snapshot)
    assert isinstance(inside, Kept)
    assert inside.value.startswith("10.96.")
    assert isinstance(outside, Kept)
    assert outside.value.startswith("198.18.")


def test_a_service_of_another_type_never_gets_an_address() -> None:
    judgement = service_has_address("db")(recorded("healthy"))
    assert isinstance(judgement, Never)
    assert judgement.cause == "service-not-load-balanced"


def test_a_class_that_nobody_serves_is_named() -> None:
    judgement = service_has_address("classy")(recorded("service-of-unknown-class"))
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "load-balancer-class-unsupported"
    assert "example.com/none" in judgement.why


def without_address(*events: tuple[str, str]) -> Judgement[Any]:
    found = objects("healthy")
    service = named(found["services"], "keystone-public")
    service["status"] = {"loadBalancer": {}}
    found["events"] = [
        {
            "metadata": {"name": f"e{at}"},
            "reason": reason,
            "message": message,
            "lastTimestamp": f"2026-11-23T04:00:0{at}Z",
            "involvedObject": {"uid": service["metadata"]["uid"]},
        }
        for at, (reason, message) in enumerate(events)
    ]
    return service_has_address("keystone-public")(snapshot_of(found))


def test_a_refused_load_balancer_is_told_in_the_providers_words() -> None:
    judgement = without_address(
        ("EnsuringLoadBalancer", "Ensuring load balancer"),
        ("SyncLoadBalancerFailed", "Error syncing load balancer: Quota 'FORWARDING_RULES' exceeded"),
    )
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "load-balancer-refused"
    assert judgement.why.startswith(
        "no address: service keystone-public: the provider refuses a load balancer"
    )
    assert "FORWARDING_RULES" in judgement.why


def test_a_load_balancer_in_the_making_has_no_cause_and_an_absent_one_has() -> None:
    making, absent = without_address(("EnsuringLoadBalancer", "Ensuring load balancer")), without_address()
    assert isinstance(making, NotYet)
    assert making.cause == ""
    assert isinstance(absent, NotYet)
    assert absent.cause == "load-balancer-absent"


def test_exactly_these_pods_are_behind_a_service() -> None:
    snapshot = recorded("healthy")
    judgement = endpoints_are("db", ["keystone-db"], port=3306)(snapshot)
    assert isinstance(judgement, Kept)
    assert len(judgement.value) == 1
    stray = endpoints_are("keystone-public", ["keystone-db"])(snapshot)
    assert why(stray).startswith(
        "endpoint not listed: service keystone-public is without keystone-db and with keystone-rc"
    )


def test_a_pod_too_many_counts_before_it_is_ready() -> None:
    found = objects("healthy")
    stray = copy.deepcopy(named(found["pods"], "keystone-db"))
    stray["metadata"].update(name="not-a-database", uid="of-the-stray")
    stray["status"] = {"phase": "Pending"}
    found["pods"].append(stray)
    judgement = endpoints_are("db", ["keystone-db"])(snapshot_of(found))
    assert why(judgement) == "endpoint not listed: service db is with not-a-database, which should not be"
    stray["status"] = {"phase": "Failed"}
    assert isinstance(endpoints_are("db", ["keystone-db"])(snapshot_of(found)), Kept)


def test_a_service_that_leads_to_another_port_never_will_do() -> None:
    judgement = endpoints_are("db", ["keystone-db"], port=5001)(recorded("healthy"))
    assert isinstance(judgement, Never)
    assert judgement.cause == "wrong-port"
    assert "leads to port 3306 of its pods, not to 5001" in judgement.why


def test_a_selector_that_selects_nothing_is_named() -> None:
    found = objects("healthy")
    named(found["services"], "db")["spec"]["selector"] = {"name": "keystne"}
    found["endpoint_slices"] = []
    judgement = endpoints_are("db", ["keystone-db"])(snapshot_of(found))
    assert (
        why(judgement) == "endpoint not listed: no pod has the labels that service db selects (name=keystne)"
    )


def test_the_first_broken_rung_of_a_stack() -> None:
    healthy = recorded("healthy")
    names: dict[str, Any] = {
        "pods": ["keystone-db"],
        "controllers": ["keystone-rc"],
        "services": ["db"],
        "addresses": ["keystone-public"],
    }
    assert first_broken_rung(healthy, **names) is None
    assert isinstance(stands(**names)(healthy), Kept)
    found = objects("healthy")
    named(found["services"], "keystone-public")["status"] = {"loadBalancer": {}}
    broken = first_broken_rung(snapshot_of(found), **names)
    assert broken is not None
    assert broken.rung is Rung.ADDRESS
    named(found["pods"], "keystone-db")["status"]["containerStatuses"][0].update(
        ready=False, state={"terminated": {"exitCode": 1}}
    )
    broken = first_broken_rung(snapshot_of(found), **names)
    assert broken is not None
    assert broken.rung is Rung.STARTED


def test_what_is_final_comes_before_what_may_pass() -> None:
    broken = first_broken_rung(recorded("troubles"), pods=["unschedulable", "command-wrong"])
    assert broken is not None
    assert broken.cause == "command-wrong"
