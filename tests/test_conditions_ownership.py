"""Whose the pods are, how many there are, and a container that starts again: on recorded objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.conditions import (
    adopted_or_removed,
    all_adopted,
    left_out,
    let_go,
    not_made_again,
    orphaned,
    pods_made,
    scaled_to,
    started_in_pod,
)
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import Snapshot
from tests.recorded import Objects, named, objects, recorded, snapshot_of
from tests.test_conditions_replacement import before, deleted


def why(judgement: Judgement[Any]) -> str:
    assert not isinstance(judgement, Kept), judgement
    return judgement.why


def without_owner(found: Objects, *names: str) -> Objects:
    for name in names:
        named(found["pods"], name)["metadata"].pop("ownerReferences", None)
    return found


def all_names() -> list[str]:
    return [pod.name for pod in before()]


def test_new_pods_count_however_far_they_are() -> None:
    judgement = pods_made("keystone-rc", before(), 1)(recorded("one-going"))
    assert isinstance(judgement, Kept)
    assert [pod.name for pod in judgement.value] == ["keystone-rc-7m9zl"]
    assert "1 new pods of 2" in why(pods_made("keystone-rc", before(), 2)(recorded("one-going")))


def test_a_pod_without_an_owner_was_not_made_by_the_controller() -> None:
    found = without_owner(objects("one-going"), "keystone-rc-7m9zl")
    assert "0 new pods of 1" in why(pods_made("keystone-rc", before(), 1)(snapshot_of(found)))


def test_a_pod_is_let_go_when_it_runs_on_without_an_owner() -> None:
    hit = before()[:1]
    assert isinstance(let_go(hit)(snapshot_of(without_owner(objects("healthy"), hit[0].name))), Kept)
    assert "keystone-rc-" in why(let_go(hit)(recorded("healthy")))
    assert "still owned" in why(let_go(hit)(recorded("healthy")))


def test_a_pod_that_somebody_else_took_is_never_let_go() -> None:
    found = objects("healthy")
    owner = {"kind": "ReplicationController", "name": "another", "uid": "else", "controller": True}
    named(found["pods"], before()[0].name)["metadata"].update(
        ownerReferences=[owner], deletionTimestamp="2026-11-23T04:00:00Z"
    )
    judgement = let_go(before())(snapshot_of(found))
    assert isinstance(judgement, Never)
    assert judgement.why == f"pod {before()[0].name} was taken by ReplicationController another"


def test_a_pod_that_is_let_go_must_not_be_restarted() -> None:
    found = without_owner(objects("healthy"), *all_names())
    named(found["pods"], before()[0].name)["status"]["containerStatuses"][0]["restartCount"] = 1
    judgement = let_go(before())(snapshot_of(found))
    assert isinstance(judgement, Never)
    assert "was restarted" in judgement.why


def test_pods_are_orphaned_when_the_controller_is_gone_too() -> None:
    found = without_owner(objects("healthy"), *all_names())
    assert "keystone-rc is still there" in why(orphaned(before(), "keystone-rc")(snapshot_of(found)))
    found["controllers"].clear()
    assert isinstance(orphaned(before(), "keystone-rc")(snapshot_of(found)), Kept)


def test_the_very_pods_must_be_adopted_and_no_others_made() -> None:
    adopted = all_adopted(before(), "keystone-rc")
    assert isinstance(adopted(recorded("healthy")), Kept)
    free = snapshot_of(without_owner(objects("healthy"), all_names()[1]))
    assert f"has not adopted {all_names()[1]}" in why(adopted(free))
    assert "has made keystone-rc-7m9zl" in why(all_adopted(before()[1:], "keystone-rc")(recorded("replaced")))
    assert "is gone" in why(adopted(recorded("replaced")))


def _bare(found: Objects, **metadata: Any) -> Snapshot:
    bare = {"metadata": {"name": "bare", "uid": "uid-bare", **metadata}, "status": {"phase": "Pending"}}
    return snapshot_of({**found, "pods": [*found["pods"], bare]})


def test_a_bare_pod_is_adopted_removed_or_left_alone() -> None:
    judge = adopted_or_removed("bare", "uid-bare", "keystone-rc")
    found = objects("healthy")
    uid = found["controllers"][0]["metadata"]["uid"]
    owner = {"kind": "ReplicationController", "name": "keystone-rc", "uid": uid, "controller": True}
    adopted, going = judge(_bare(found, ownerReferences=[owner])), judge(_bare(found, deletionTimestamp="x"))
    assert isinstance(adopted, Kept)
    assert isinstance(going, Kept)
    assert (adopted.value, going.value) == ("adopted", "removed")
    assert "is owned by nobody" in why(judge(_bare(found)))
    other = {**owner, "name": "another", "uid": "else"}
    assert "owned by ReplicationController another" in why(judge(_bare(found, ownerReferences=[other])))


def test_a_bare_pod_that_never_showed_was_not_removed() -> None:
    assert "has not shown yet" in why(adopted_or_removed("bare", "uid-bare", "rc")(recorded("healthy")))


def test_a_controller_is_scaled_when_it_asks_for_so_many_and_has_them() -> None:
    assert isinstance(scaled_to("keystone-rc", 3)(recorded("healthy")), Kept)
    assert "asks for 3 pods, not for 5" in why(scaled_to("keystone-rc", 5)(recorded("healthy")))
    assert "no replication controller" in why(scaled_to("another", 3)(recorded("healthy")))


def test_a_controller_is_not_scaled_while_a_pod_is_on_its_way_out() -> None:
    found = objects("replaced")
    found["pods"].append(named(objects("one-going")["pods"], deleted().name))
    assert f"{deleted().name} is still there" in why(scaled_to("keystone-rc", 3)(snapshot_of(found)))


def test_none_is_a_number_of_pods_too() -> None:
    found = objects("healthy")
    found["controllers"][0]["spec"]["replicas"] = 0
    assert "3 of 0 pods" in why(scaled_to("keystone-rc", 0)(snapshot_of(found)))
    found["controllers"][0]["status"].update(replicas=0, readyReplicas=0)
    found["pods"] = [named(found["pods"], "keystone-db")]
    assert isinstance(scaled_to("keystone-rc", 0)(snapshot_of(found)), Kept)


def test_a_pod_is_left_out_when_no_ready_endpoint_is_its_own() -> None:
    hit = deleted()
    judge = left_out("keystone-public", [hit.uid])
    assert f"endpoint not listed: service keystone-public still leads to {hit.name}" in why(
        judge(recorded("healthy"))
    )
    assert isinstance(judge(recorded("replaced")), Kept)
    assert "there is no service" in why(left_out("another", [hit.uid])(recorded("healthy")))


def _owned_database(found: Objects) -> None:
    found["pods"][0]["metadata"]["ownerReferences"] = [
        {"kind": "ReplicaSet", "name": "db", "uid": "u", "controller": True}
    ]


def _only_endpoints(found: Objects) -> None:
    found["pods"] = [pod for pod in found["pods"] if pod["metadata"]["name"] != "keystone-db"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_owned_database, "pod keystone-db is there, made by ReplicaSet db"),
        (_only_endpoints, "service db leads to keystone-db"),
    ],
)
def test_who_takes_the_databases_place_is_named(change: Callable[[Objects], None], words: str) -> None:
    found = objects("healthy")
    change(found)
    assert why(not_made_again("keystone-db", "db")(snapshot_of(found))) == words


def test_nobody_made_the_database_again() -> None:
    found = objects("healthy")
    _only_endpoints(found)
    found["endpoint_slices"] = []
    assert isinstance(not_made_again("keystone-db", "db")(snapshot_of(found)), Kept)


def test_a_container_counts_as_started_though_it_is_not_ready() -> None:
    pod = before()[0]
    found = objects("healthy")
    status = named(found["pods"], pod.name)["status"]["containerStatuses"][0]
    status.update(ready=False, state={"waiting": {"reason": "ContainerCreating"}})
    assert isinstance(started_in_pod(pod.uid, "keystone")(snapshot_of(found)), NotYet)
    status["lastState"] = {"terminated": {"exitCode": 1}}
    assert isinstance(started_in_pod(pod.uid, "keystone")(snapshot_of(found)), Kept)
    status.update(lastState={}, state={"running": {}})
    assert isinstance(started_in_pod(pod.uid, "keystone")(snapshot_of(found)), Kept)
    assert isinstance(started_in_pod("another", "keystone")(snapshot_of(found)), NotYet)
