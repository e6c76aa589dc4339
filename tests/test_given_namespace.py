"""A run within one given namespace: what may be there, who has it, and that only what is marked is hit."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs

import pytest

from conformance.command_line import read_options
from conformance.errors import EnvironmentFault
from conformance.given.claim import claim
from conformance.given.emptying import delete_lease, request_emptying
from conformance.given.marks import ALWAYS, kinds_in_order, marked, selector_of
from conformance.given.occupied import collisions
from conformance.given.remaining import what_remains_of
from conformance.inputs import Inputs
from conformance.lease import LASTS, NAME, RunLease
from conformance.manifests import Changes, prepare, read_manifests
from conformance.observe import NamespaceWatch
from conformance.observe.kinds import KINDS
from conformance.options import FOLDERS
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL
from tests.played_api import created, played_api, recorded
from tests.played_cluster import NOW, OTHER, RUN, written
from tests.played_http import Asked, Reply
from tests.recorded.api_server import played_api_server

BLOG = read_manifests(FOLDERS["blog"])
SET = kinds_in_order(frozenset(ALWAYS))
SWEEP = "take it away: ./toxw -e sweep"


def options(*words: str) -> Any:
    return read_options(["--context", "here", *words])


def lease_of(run: str, age: float, holder: str | None = None) -> dict[str, Any]:
    metadata = {"name": NAME, "uid": f"lease of {run}", "labels": {RUN_LABEL: run, MANAGED_LABEL: MANAGED_BY}}
    spec = {"holderIdentity": run if holder is None else holder, "renewTime": written(age)}
    return {"metadata": metadata, "spec": {**spec, "leaseDurationSeconds": LASTS}}


def test_every_object_and_every_pod_of_a_template_has_both_marks() -> None:
    inputs = marked(_inputs("--namespace", "team-a"), RUN)
    prepared = prepare(BLOG, Changes("team-a", {RUN_LABEL: RUN}, site=inputs.options.site))
    marks = {RUN_LABEL: RUN, MANAGED_LABEL: MANAGED_BY}
    for each in prepared.manifests:
        assert each.content["metadata"]["labels"].items() >= marks.items()
        template = each.content["spec"].get("template")
        assert template is None or template["metadata"]["labels"].items() >= marks.items()


def _inputs(*words: str) -> Inputs:
    found = options(*words)
    return Inputs(found, cast(Any, None), BLOG, cast(Any, None), cast(Any, None), (), None)


def test_without_a_given_namespace_nothing_is_marked() -> None:
    inputs = _inputs()
    assert marked(inputs, RUN) is inputs


def test_services_go_first_then_what_makes_pods_then_pods_then_the_rest() -> None:
    kinds = frozenset({"Secret", "Deployment", "Pod", "ConfigMap"})
    assert kinds_in_order(kinds) == (
        "Service",
        "ReplicationController",
        "Deployment",
        "Pod",
        "Secret",
        "ConfigMap",
    )


def test_only_what_has_the_marks_is_asked_to_go() -> None:
    with played_api() as (api, server):
        assert request_emptying(api, "team-a", RUN, SET) == []
    assert [asked.path.partition("?")[0] for asked in server.asked] == [
        f"/api/v1/namespaces/team-a/{each}" for each in ("services", "replicationcontrollers", "pods")
    ]
    for asked in server.asked:
        assert asked.method == "DELETE"
        assert parse_qs(asked.path.partition("?")[2])["labelSelector"] == [selector_of(RUN)]


def test_what_could_not_be_asked_is_told() -> None:
    with played_api(lambda asked: recorded("no-right") if "pods" in asked.path else created(asked)) as (
        api,
        _,
    ):
        (line,) = request_emptying(api, "team-a", RUN, SET)
    assert line.startswith(f"namespace team-a: Pods of run {RUN}: a right is missing")


def test_what_remains_is_named_and_a_kind_that_may_not_be_listed_is_not_ours() -> None:
    service = {"metadata": {"name": "db", "deletionTimestamp": written(0), "finalizers": ["a/b"]}}

    def answer(asked: Asked) -> Reply:
        if "/pods" in asked.path:
            return recorded("no-right")
        return Reply(200, {"items": [service] if "/services" in asked.path else []})

    with played_api(answer) as (api, _):
        (left,) = what_remains_of(api, "team-a", [RUN], SET)
    assert str(left) == "namespace team-a: service db waits for finalizer a/b"


def placed(kind: str, name: str, **spec: Any) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [{"kind": kind, "metadata": {"name": name, "labels": spec.pop("labels", {})}, "spec": spec}]
    }


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({}, ""),
        (placed("Pod", "mysql", labels={"app": "shop"}), ""),
        (placed("Service", "shop", selector={"app": "shop"}), ""),
        (placed("Service", "headless"), ""),
        (placed("Service", "db", selector={"app": "shop"}), "service db, which the run would make"),
        (placed("Pod", "keystone-db"), "pod keystone-db, which the run would make"),
        (placed("Service", "beside"), "service beside, which the run would make"),
        (
            placed("Service", "theirs", selector={"name": "keystone"}),
            "service theirs, which selects pods that the run would make",
        ),
        (
            placed("ReplicationController", "theirs", selector={"name": "keystone"}),
            "replicationcontroller theirs, which selects pods that the run would make",
        ),
        (
            placed("Pod", "theirs", labels={"name": "keystone", "app": "x"}),
            "pod theirs, which replicationcontroller keystone-rc would select",
        ),
    ],
)
def test_what_is_in_the_way_is_named(there: Any, said: str) -> None:
    assert next(collisions(there, BLOG, ["beside"]), "") == said


def claimed(found: dict[str, Any], left: list[Any], kind: str = "services") -> list[str]:
    """Claim a namespace whose Lease is `found`, and of which no Secrets may be listed; return what was
    written.
    """
    wrote: list[str] = []
    holding = {"lease": found}

    def answer(asked: Asked) -> Reply:
        if asked.method != "GET":
            wrote.append(f"{asked.method} {asked.path}")
        if asked.method == "POST":
            return recorded("exists") if holding else created(asked)
        if asked.method == "DELETE":
            holding.clear()
            return Reply(200, {})
        if asked.path == "/version":
            return Reply(200, {}, {"Date": NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")})
        if "leases" in asked.path:
            return Reply(200, found)
        if "/secrets" in asked.path:
            return recorded("no-right")
        return Reply(200, {"items": left if f"/{kind}?" in asked.path else []})

    with played_api(answer) as (api, _):
        lease = RunLease(api, RUN)
        try:
            claim(api, lease, "team-a", SWEEP)
        finally:
            lease.release()
    return wrote


LEASES = "/apis/coordination.k8s.io/v1/namespaces/team-a/leases"


def test_a_live_runs_namespace_is_not_taken() -> None:
    with pytest.raises(EnvironmentFault, match=f"team-a is in use by run {OTHER}, which is alive"):
        claimed(lease_of(OTHER, age=3), [])


def test_what_a_dead_run_left_is_named_with_the_sweep() -> None:
    service = {"metadata": {"name": "db"}}
    with pytest.raises(EnvironmentFault) as caught:
        claimed(lease_of(OTHER, age=LASTS + 1), [service])
    assert f"1 thing that run {OTHER} left: namespace team-a: service db" in str(caught.value)
    assert str(caught.value).endswith(SWEEP)


@pytest.mark.parametrize("kind", ["networkpolicies", "persistentvolumeclaims", "deployments"])
def test_what_a_dead_run_left_of_another_set_is_named_too(kind: str) -> None:
    with pytest.raises(EnvironmentFault, match=f"1 thing that run {OTHER} left: namespace team-a: "):
        claimed(lease_of(OTHER, age=LASTS + 1), [{"metadata": {"name": "keystone-db"}}], kind)


@pytest.mark.parametrize("found", [lease_of(OTHER, age=LASTS + 1), lease_of(OTHER, age=1, holder="")])
def test_the_lease_of_a_dead_run_that_left_nothing_gives_way(found: dict[str, Any]) -> None:
    assert claimed(found, []) == [f"POST {LEASES}", f"DELETE {LEASES}/{NAME}", f"POST {LEASES}"]


def test_a_lease_of_its_own_whose_creation_was_not_answered_is_held_on() -> None:
    assert claimed(lease_of(RUN, age=3), []) == [f"POST {LEASES}"]


def test_anothers_lease_is_not_deleted() -> None:
    with played_api(lambda _: Reply(200, lease_of(OTHER, age=1))) as (api, server):
        delete_lease(api, "team-a", RUN)
        delete_lease(api, "team-a", OTHER)
    assert [asked.method for asked in server.asked] == ["GET", "GET", "DELETE"]
    assert server.asked[-1].body == {"preconditions": {"uid": f"lease of {OTHER}"}}


def test_a_lease_that_is_held_is_not_made_twice() -> None:
    with played_api() as (api, server):
        lease = RunLease(api, RUN)
        lease.hold("team-a")
        lease.hold("team-a")
        lease.release()
    assert [asked.method for asked in server.asked] == ["POST"]


def test_of_labelled_kinds_only_the_runs_own_objects_are_seen() -> None:
    narrowed = {kind.name: kind.narrowed_to("a=b") for kind in KINDS}
    assert [name for name, query in narrowed.items() if not query] == ["Event", "Node"]
    with played_api_server() as server:
        with NamespaceWatch(server.api, "team-a", selector="a=b"):
            pass
        asked = {(name, query.get("labelSelector")) for name, query in server.asked}
    assert {("services", "a=b"), ("pods", "a=b"), ("endpointslices", "a=b"), ("events", None)} <= asked
    assert not {("services", None), ("pods", None), ("events", "a=b")} & asked


def test_the_selector_is_of_one_run() -> None:
    assert selector_of(RUN) == f"{RUN_LABEL}={RUN},{MANAGED_LABEL}={MANAGED_BY}"
