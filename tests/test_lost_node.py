"""Which node is lost, what that may cost, and when its pods are replaced."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from conformance.conditions import all_gone, node_not_ready, node_ready, replaced_elsewhere
from conformance.disrupt import why_no_node_may_be_lost
from conformance.errors import EnvironmentFault
from conformance.judgement import Judgement, Kept, NotYet
from conformance.judges.lost_node import ever_leave, fair_share, replaced_in_time, tolerated
from conformance.lost_node import first_replacement, node_to_lose, seconds_until_ready
from conformance.observed import PodView, Snapshot
from conformance.observed.snapshot import Change
from tests.played_nodes import SILENT, node, pod_json
from tests.recorded import objects, snapshot_of

NODES = ("n1", "n2", "n3")


def on(name: str, node: str) -> PodView:
    return PodView(name=name, uid=f"uid-{name}", node=node)


DATABASE = on("db", "n1")


def test_the_node_with_most_keystone_pods_is_lost() -> None:
    replicas = [on("a", "n2"), on("b", "n3"), on("c", "n3")]
    assert node_to_lose(replicas, DATABASE, NODES) == "n3"


def test_never_the_databases_nor_one_that_may_not_be() -> None:
    replicas = [on("a", "n1"), on("b", "n1"), on("c", "n2"), on("d", "n3")]
    assert node_to_lose(replicas, DATABASE, NODES) == "n2"
    assert node_to_lose(replicas, DATABASE, ("n1", "n3")) == "n3"


def test_where_the_database_is_beside_them_all_nothing_can_be_judged() -> None:
    with pytest.raises(EnvironmentFault, match="carries the database too: n1"):
        node_to_lose([on("a", "n1")], DATABASE, NODES)


@pytest.mark.parametrize(
    ("nodes", "replicas", "share"),
    [(3, 3, 1 - 2 / 3 * 2 / 3), (2, 3, 1 - 1 / 2 * 1 / 3), (6, 3, 1 - 5 / 6 * 2 / 3), (1, 3, 1.0)],
)
def test_a_nodes_share_is_its_part_of_the_balancer_and_of_the_pods_behind_the_others(
    nodes: int, replicas: int, share: float
) -> None:
    assert fair_share(nodes, replicas) == pytest.approx(share)


def _tolerating(*tolerations: dict[str, Any]) -> float:
    raw = pod_json()
    raw["spec"]["tolerations"] = list(tolerations)
    return PodView.from_json(raw).stays_unreachable_s


UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ((), 0.0),
        ((UNREACHABLE | {"tolerationSeconds": 300},), 300.0),
        ((UNREACHABLE | {"key": "node.kubernetes.io/not-ready", "tolerationSeconds": 300},), 0.0),
        ((UNREACHABLE,), math.inf),
        (({"operator": "Exists"},), math.inf),
        ((UNREACHABLE, UNREACHABLE | {"tolerationSeconds": 5}), 5.0),
        ((UNREACHABLE | {"effect": "NoSchedule"},), 0.0),
        ((UNREACHABLE | {"tolerationSeconds": -1},), 0.0),
    ],
)
def test_what_a_pod_tolerates_is_read_as_the_taint_manager_does(
    tolerations: tuple[dict[str, Any], ...], seconds: float
) -> None:
    assert _tolerating(*tolerations) == seconds


def test_pods_have_their_toleration_and_some_seconds_to_be_replaced() -> None:
    pods = [replace(on("a", "n2"), stays_unreachable_s=5.0), replace(on("b", "n2"), stays_unreachable_s=8.0)]
    assert tolerated(pods) == 8.0
    assert replaced_in_time(18.0, pods, 10.0) == []
    assert replaced_in_time(18.1, pods, 10.0) == [
        "too late: a, b replaced 18.1 s after the node was not Ready, not within 18 s"
    ]


def test_a_pod_that_stays_for_ever_is_named() -> None:
    pods = [on("a", "n2"), replace(on("b", "n2"), stays_unreachable_s=math.inf)]
    assert ever_leave(pods) == ["never replaced: pod b tolerates an unreachable node for ever"]


def test_a_pod_is_ready_when_the_watch_first_shows_it_so() -> None:
    ready = PodView(name="a", uid="a", phase="Running", containers=recorded_replicas()[0].containers)
    waiting = replace(ready, phase="Pending")
    history = tuple(
        Change(at, "MODIFIED", "Pod", "a", "a", str(at), view)
        for at, view in ((10.0, waiting), (12.5, ready), (14.0, ready))
    )
    assert seconds_until_ready([ready], Snapshot(history=history), 10.0) == 2.5
    assert seconds_until_ready([ready], Snapshot(), 10.0) == 0.0


def recorded_replicas() -> tuple[PodView, ...]:
    snapshot = snapshot_of(objects("healthy"))
    controller = snapshot.controller("keystone-rc")
    assert controller is not None
    return snapshot.pods_of(controller.uid)


def test_a_lost_pod_counts_until_it_is_on_its_way_out() -> None:
    found = objects("healthy")
    before = recorded_replicas()
    for raw in found["pods"]:
        if raw["metadata"]["name"] == before[0].name:
            raw["spec"]["nodeName"] = "lost"
    lost = [replace(pod, node="lost") if pod.name == before[0].name else pod for pod in before]
    judged = replaced_elsewhere("keystone-rc", lost, "lost")(snapshot_of(found))
    assert isinstance(judged, NotYet)
    assert judged.why == f"{before[0].name} still counts for keystone-rc, on the lost node lost"


def test_pods_in_place_of_the_lost_ones_are_found_while_those_are_still_there() -> None:
    found = objects("healthy")
    before = recorded_replicas()
    old = next(raw for raw in found["pods"] if raw["metadata"]["name"] == before[0].name)
    new = old | {"metadata": old["metadata"] | {"name": "keystone-rc-new", "uid": "new"}}
    going = old | {"metadata": old["metadata"] | {"deletionTimestamp": "2026-11-23T04:00:00Z"}}
    found["pods"] = [going if raw is old else raw for raw in found["pods"]] + [new]
    on_two_nodes = (replace(before[0], node="lost"), *before[1:])
    judged = replaced_elsewhere("keystone-rc", on_two_nodes, "lost")(snapshot_of(found))
    assert isinstance(judged, Kept)
    assert [pod.name for pod in judged.value] == ["keystone-rc-new"]
    assert isinstance(all_gone([before[0]])(snapshot_of(found)), NotYet)
    assert all_gone([on("b", "n2")])(snapshot_of(found)) == Kept(1, "1 pods are gone")


def _node_seen(**more: Any) -> Snapshot:
    seen = node(**more)
    return Snapshot(nodes={"n1": seen}, seen_at={seen.uid: 12.0})


def _why(judged: Judgement[Any]) -> str:
    assert isinstance(judged, NotYet)
    return judged.why


def test_a_node_is_lost_when_the_watch_shows_it_not_ready() -> None:
    assert _why(node_not_ready("n1")(_node_seen())) == "node n1 is still Ready"
    lost = node_not_ready("n1")(_node_seen(ready=SILENT))
    assert lost == Kept(12.0, "node n1 is not Ready (NodeStatusUnknown)")
    assert _why(node_not_ready("n2")(_node_seen())) == "there is no node n2"


def test_a_node_is_back_when_it_is_ready_in_another_boot() -> None:
    assert _why(node_ready("n1", "boot-1")(_node_seen())) == "node n1 has not booted anew"
    assert "is not Ready" in _why(node_ready("n1", "boot-1")(_node_seen(ready=SILENT, boot="boot-2")))
    assert node_ready("n1", "boot-1")(_node_seen(boot="boot-2")) == Kept("boot-2", "node n1 is Ready")
    assert _why(node_ready("n2")(_node_seen())) == "there is no node n2"


class Box:
    """A cluster whose nodes may be lost."""

    def __init__(self, *nodes: str) -> None:
        self.losable_nodes = nodes
        self.done: list[str] = []

    def stop_node(self, name: str) -> None:
        self.done.append(f"stop {name}")

    def start_node(self, name: str) -> None:
        self.done.append(f"start {name}")


def test_only_a_cluster_with_nodes_of_the_suites_own_may_lose_one() -> None:
    assert "--nodes 3" in why_no_node_may_be_lost(object())
    assert "one node" in why_no_node_may_be_lost(Box())
    assert "one node" in why_no_node_may_be_lost(Box("n1"))
    assert why_no_node_may_be_lost(Box("n1", "n2")) == ""


def test_the_first_replacement_is_the_first_pod_seen_that_is_not_from_before() -> None:
    """The blog's has no readiness probe: a node's loss was charged with what its replacement cost."""
    old, first, second = on("a", "n2"), on("b", "n3"), on("c", "n1")
    history = tuple(
        Change(at, "ADDED", "Pod", pod.name, pod.uid, str(at), pod)
        for at, pod in ((1.0, old), (17.0, first), (19.0, second))
    )
    snapshot = Snapshot(history=history)
    assert first_replacement([old, second, first], [old], snapshot) == 17.0
    assert first_replacement([old], [old], snapshot) == math.inf
