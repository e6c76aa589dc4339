"""Whose the keystone pods are and what runs in them: judged of all that the labels find."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.conditions import controller_has_ready_pods, pods_selected
from conformance.errors import PromiseBroken
from conformance.judgement import Kept
from conformance.judges.replicas import owned_by, run_both_containers
from conformance.live_stack import LiveStack
from conformance.observed import PodView, Snapshot
from conformance.run import Run
from steps.controller import pods_are_owned, pods_run_both_containers
from tests.recorded import Objects, objects, recorded, snapshot_of

CONTROLLER = "keystone-rc"
BOTH = ("keystone", "memcached")
RUN = cast(Run, SimpleNamespace(recorder=SimpleNamespace(saw=lambda **_: None)))
"""A run that writes nothing down."""
Raw = dict[str, Any]


def one_more(found: Objects) -> Raw:
    """Add a fourth pod, alike to the controller's own, and return its JSON."""
    alike = next(pod for pod in found["pods"] if pod["metadata"]["name"].startswith(CONTROLLER))
    pod: Raw = copy.deepcopy(alike)
    pod["metadata"].update(name="by-hand", uid="of-the-fourth")
    found["pods"].append(pod)
    return pod


def of_another_controller(pod: Raw) -> None:
    pod["metadata"]["ownerReferences"][0].update(name="keystone-canary", uid="of-the-canary")


def selected(snapshot: Snapshot) -> tuple[PodView, ...]:
    return pods_selected(snapshot.controllers[CONTROLLER], snapshot)


def stack_that_shows(snapshot: Snapshot) -> LiveStack:
    names = SimpleNamespace(controller=CONTROLLER, keystone_container=BOTH[0], memcached_container=BOTH[1])
    shown = SimpleNamespace(
        snapshot=snapshot, names=names, controller=lambda: snapshot.controllers[CONTROLLER]
    )
    return cast(LiveStack, shown)


def test_a_healthy_stack_keeps_both_sentences() -> None:
    stack = stack_that_shows(recorded("healthy"))
    assert len(selected(stack.snapshot)) == 3
    pods_are_owned(stack, RUN)
    pods_run_both_containers(stack, RUN)


def test_a_pod_of_somebody_else_is_told_which_the_wait_passes_over() -> None:
    found = objects("healthy")
    of_another_controller(one_more(found))
    snapshot = snapshot_of(found)
    assert isinstance(controller_has_ready_pods(CONTROLLER)(snapshot), Kept)
    with pytest.raises(
        PromiseBroken,
        match=r"^pod by-hand is owned by ReplicationController keystone-canary, not keystone-rc$",
    ):
        pods_are_owned(stack_that_shows(snapshot), RUN)


def test_a_pod_of_nobody_is_told() -> None:
    found = objects("healthy")
    del one_more(found)["metadata"]["ownerReferences"]
    assert owned_by(selected(snapshot_of(found)), CONTROLLER) == [
        "pod by-hand is owned by nobody, not keystone-rc"
    ]


def test_an_owner_of_that_name_and_another_kind_is_another_owner() -> None:
    found = objects("healthy")
    one_more(found)["metadata"]["ownerReferences"][0].update(kind="ReplicaSet")
    assert owned_by(selected(snapshot_of(found)), CONTROLLER) == [
        "pod by-hand is owned by ReplicaSet keystone-rc, not keystone-rc"
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ready": False}, "running, and not ready"),
        ({"ready": False, "state": {"terminated": {"exitCode": 1}}}, "terminated"),
        ({"ready": False, "state": {"waiting": {"reason": "ErrImagePull"}}}, "waiting"),
    ],
)
def test_a_container_that_does_not_run_is_told_which_the_wait_passes_over(change: Raw, said: str) -> None:
    found = objects("healthy")
    pod = one_more(found)
    of_another_controller(pod)
    status = next(each for each in pod["status"]["containerStatuses"] if each["name"] == "memcached")
    status.update(change)
    snapshot = snapshot_of(found)
    assert isinstance(controller_has_ready_pods(CONTROLLER)(snapshot), Kept)
    with pytest.raises(PromiseBroken, match=f"^container memcached of pod by-hand is {said}$"):
        pods_run_both_containers(stack_that_shows(snapshot), RUN)


def test_two_containers_that_are_not_those_two_are_told() -> None:
    found = objects("healthy")
    pod = one_more(found)
    of_another_controller(pod)
    for container in (*pod["spec"]["containers"], *pod["status"]["containerStatuses"]):
        container["name"] = container["name"].replace("memcached", "redis")
    assert run_both_containers(selected(snapshot_of(found)), BOTH) == [
        "container memcached of pod by-hand is not there"
    ]


@pytest.mark.parametrize("ended", [{"phase": "Failed"}, {"phase": "Succeeded"}])
def test_a_pod_that_has_ended_is_no_keystone_pod_any_more(ended: Raw) -> None:
    found = objects("healthy")
    pod = one_more(found)
    of_another_controller(pod)
    pod["status"].update(ended)
    assert len(selected(snapshot_of(found))) == 3


def test_a_pod_on_its_way_out_is_no_keystone_pod_any_more() -> None:
    snapshot = recorded("one-going")
    going = [pod.name for pod in snapshot.pods.values() if pod.terminating]
    assert going
    assert not {pod.name for pod in selected(snapshot)} & set(going)


def test_no_pod_at_all_keeps_neither() -> None:
    for wrong in (owned_by((), CONTROLLER), run_both_containers((), BOTH)):
        assert wrong == ["no pod has the labels that the controller selects"]
