"""A pod for which an autoscaler adds a node: that time is the node's, not the pod's; time is played."""

from __future__ import annotations

import pytest

from conformance.conditions import pod_running
from conformance.conditions.new_node import pod_that_waits_for_a_node
from conformance.errors import EnvironmentFault
from conformance.observed import EventView, PodView, Snapshot
from conformance.patience import Patience
from conformance.record import WaitRecord
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock, PlayedWatch

PATIENCE = Patience(
    {
        "pod-running": 40.0,
        "pod-gone": 40.0,
        "node-added": 600.0,
        "probe-interval": 0.5,
        "probe-interval-late": 0.5,
    }
)
UNSCHEDULABLE = {
    "type": "PodScheduled",
    "status": "False",
    "reason": "Unschedulable",
    "message": "0/1 nodes are available: 1 Insufficient cpu.",
}
ORDERED = EventView(name="e", uid="e", reason="TriggeredScaleUp", about_uid="uid-p")


def seen(node: str = "", phase: str = "Pending", *events: EventView) -> Snapshot:
    status = {"phase": phase, "conditions": [] if node else [UNSCHEDULABLE]}
    containers = {"containers": [{"name": "c", "image": "i"}], **({"nodeName": node} if node else {})}
    if phase == "Running":
        status["containerStatuses"] = [{"name": "c", "ready": True, "state": {"running": {}}}]
    pod = PodView.from_json({"metadata": {"name": "p", "uid": "uid-p"}, "spec": containers, "status": status})
    return Snapshot(revision=id(pod), pods={"p": pod}, events={each.name: each for each in events})


class Wait:
    """A wait for the pod `p`, which shows in turn what the story says."""

    def __init__(self, story: dict[float, Snapshot], until_deadline: float = float("inf")) -> None:
        self.records: list[WaitRecord] = []
        self._watch = PlayedWatch(story[0.0])
        self.clock = PlayedClock({at: lambda to=to: self._watch.shows(to) for at, to in story.items()})  # type: ignore[misc]  # mypy sees no default in a lambda
        self._left = lambda: until_deadline - self.clock.time

    def runs(self, event: str = "pod-running") -> None:
        waiter = Waiter(
            self._watch, PATIENCE, recorder=self.records.append, clock=self.clock, until_deadline=self._left
        )
        waiter.until(pod_running("p"), "the pod p running", event)

    def fails(self, event: str = "pod-running") -> EnvironmentFault:
        with pytest.raises(EnvironmentFault) as caught:
            self.runs(event)
        return caught.value


def test_a_node_on_its_way_uses_up_its_own_patience_and_none_of_the_pods() -> None:
    wait = Wait(
        {
            0.0: seen(),
            12.0: seen("", "Pending", ORDERED),
            192.0: seen("new-node", "Pending", ORDERED),
            215.0: seen("new-node", "Running", ORDERED),
        }
    )
    wait.runs()
    assert wait.records == [
        WaitRecord("a new node for pod p", "node-added", 600.0, 180.0, True, "it was scheduled"),
        WaitRecord("the pod p running", "pod-running", 40.0, 35.0, True, "pod p Running, 1/1 ready"),
    ]


def test_a_pod_on_its_new_node_has_what_was_left_and_no_more() -> None:
    wait = Wait(
        {0.0: seen(), 12.0: seen("", "Pending", ORDERED), 192.0: seen("new-node", "Pending", ORDERED)}
    )
    with pytest.raises(Exception, match="not within 220 s: the pod p running"):
        wait.runs()
    assert wait.clock.time == 220
    assert [(each.patience, each.needed_s, each.kept) for each in wait.records] == [
        ("node-added", 180.0, True),
        ("pod-running", 40.0, False),
    ]


def test_a_node_that_never_comes_ends_the_wait_after_both_and_is_the_environments_fault() -> None:
    wait = Wait({0.0: seen(), 10.0: seen("", "Pending", ORDERED)})
    fault = wait.fails()
    assert wait.clock.time == 640
    assert fault.cause == "unschedulable"
    assert "of these 600.0 s of 600 s for a new node (node-added)" in fault.detail
    assert wait.records[0] == WaitRecord(
        "a new node for pod p", "node-added", 600.0, 600.0, False, "it waits for a node still"
    )


def test_without_a_node_ordered_the_pods_patience_is_all_there_is() -> None:
    wait = Wait({0.0: seen()})
    fault = wait.fails()
    assert wait.clock.time == 40
    assert "new node" not in fault.detail
    assert [each.patience for each in wait.records] == ["pod-running"]


def test_a_wait_for_something_else_is_not_made_longer() -> None:
    wait = Wait({0.0: seen("", "Pending", ORDERED)})
    wait.fails("pod-gone")
    assert wait.clock.time == 40


def test_the_runs_deadline_cuts_the_wait_for_a_node_too() -> None:
    wait = Wait({0.0: seen("", "Pending", ORDERED)}, until_deadline=100.0)
    fault = wait.fails()
    assert wait.clock.time == 100
    assert fault.message.startswith("the run's deadline came first: ")


def test_only_a_pod_without_a_node_waits_for_one() -> None:
    assert pod_that_waits_for_a_node(seen("", "Pending", ORDERED)) == "p"
    assert pod_that_waits_for_a_node(seen("", "Failed", ORDERED)) == ""
    assert pod_that_waits_for_a_node(seen("n1", "Pending", ORDERED)) == ""
    assert pod_that_waits_for_a_node(seen()) == ""
    other = EventView(name="e", uid="e", reason="NotTriggerScaleUp", about_uid="uid-p")
    assert pod_that_waits_for_a_node(seen("", "Pending", other)) == ""
