from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.conditions import pod_replaced, pods_stable
from conformance.judgement import Kept, Never, NotYet
from conformance.observed import PodView
from tests.recorded import named, objects, recorded, snapshot_of


def before() -> tuple[PodView, ...]:
    snapshot = recorded("healthy")
    controller = snapshot.controller("keystone-rc")
    assert controller is not None
    return snapshot.pods_of(controller.uid)


def deleted() -> PodView:
    return before()[0]


def test_a_replacement_is_found() -> None:
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid])(recorded("replaced"))
    assert isinstance(judgement, Kept)
    assert len(judgement.value) == 1
    assert judgement.value[0].uid not in {pod.uid for pod in before()}


def test_a_replacement_that_is_not_up_is_awaited() -> None:
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid])(recorded("one-going"))
    assert isinstance(judgement, NotYet)


def test_without_a_new_pod_nothing_is_replaced() -> None:
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid])(recorded("healthy"))
    assert judgement == NotYet("manifest not accepted: 0 new pods of 1 are there")


def test_a_pod_that_nobody_owns_replaces_nothing() -> None:
    found = objects("replaced")
    old = {pod.uid for pod in before()}
    for pod in found["pods"]:
        if pod["metadata"]["uid"] not in old:
            pod["metadata"].pop("ownerReferences", None)
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid])(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert "0 new pods of 1" in judgement.why


def test_a_deleted_pod_that_lingers_is_named() -> None:
    found = objects("replaced")
    lingering = named(objects("one-going")["pods"], deleted().name)
    found["pods"].append(lingering)
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid])(snapshot_of(found))
    assert isinstance(judgement, NotYet)
    assert f"{deleted().name} is still there" in judgement.why


def test_a_replacement_short_of_a_container_never_will_do() -> None:
    judgement = pod_replaced("keystone-rc", before(), [deleted().uid], containers=3)(recorded("replaced"))
    assert isinstance(judgement, Never)
    assert judgement.cause == "container-missing"


def _restarted(pod: dict[str, Any]) -> None:
    pod["status"]["containerStatuses"][1].update(
        restartCount=1, lastState={"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
    )


def _going(pod: dict[str, Any]) -> None:
    pod["metadata"]["deletionTimestamp"] = "2026-11-23T04:00:00Z"


def _another_uid(pod: dict[str, Any]) -> None:
    pod["metadata"]["uid"] = "another"


def _failed(pod: dict[str, Any]) -> None:
    pod["status"]["phase"] = "Failed"


def _drained(pod: dict[str, Any]) -> None:
    _going(pod)
    pod["status"]["conditions"] = [
        {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager"}
    ]


@pytest.mark.parametrize(
    ("disturb", "cause", "words"),
    [
        (_restarted, "pods-disturbed", "container memcached was restarted (OOMKilled, exit code 137)"),
        (_going, "pods-disturbed", "is being deleted"),
        (_another_uid, "pods-disturbed", "is gone"),
        (_failed, "pods-disturbed", "has ended (Failed)"),
        (_drained, "node-disrupted", "was thrown out by its node (DeletionByTaintManager)"),
    ],
)
def test_a_disturbed_neighbour_is_never_made_good(
    disturb: Callable[[dict[str, Any]], None], cause: str, words: str
) -> None:
    found = objects("replaced")
    disturb(named(found["pods"], before()[1].name))
    for judgement in (
        pod_replaced("keystone-rc", before(), [deleted().uid])(snapshot_of(found)),
        pods_stable(before()[1:])(snapshot_of(found)),
    ):
        assert isinstance(judgement, Never)
        assert judgement.cause == cause
        assert words in judgement.why


def test_neighbours_left_alone_are_stable() -> None:
    judgement = pods_stable(before()[1:])(recorded("replaced"))
    assert isinstance(judgement, Kept)
    assert [pod.name for pod in judgement.value] == [pod.name for pod in before()[1:]]
