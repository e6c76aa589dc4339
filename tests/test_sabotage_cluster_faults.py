from __future__ import annotations

from typing import Any, cast

import pytest

from conformance.clusters.kubebox import cgroups, intervention
from conformance.clusters.kubebox.box import Box
from sabotage import cluster_faults
from sabotage.cluster_faults import (
    Stacks,
    black_holed_replica,
    paused,
    paused_while_healthy,
    restarted_once_healthy,
    short_of_processes,
)
from sabotage.mutants import MUTANTS

NAMESPACES = "/api/v1/namespaces?labelSelector=keystone-conformance/run-id"
CONTROLLERS = "/api/v1/replicationcontrollers"
PODS = "/api/v1/namespaces/one/pods"


class PlayedBox:
    """A box whose API server shows what a test puts there, and that notes what is done to it."""

    def __init__(self) -> None:
        self.state = self
        self.folder = self
        self.plan = self
        self.server = ""
        self.control_group = "kubebox-one"
        self.certificates = None
        self.shown: dict[str, list[dict[str, Any]]] = {}
        self.done: list[str] = []

    def get(self, path: str) -> dict[str, Any] | None:
        return {"items": self.shown[path]} if path in self.shown else None

    def stack(self, name: str, ready: int = 3, going: bool = False) -> None:
        """Let a stack be there, and no other."""
        deletion = {"deletionTimestamp": "2026-11-24T00:00:00Z"} if going else {}
        self.shown[NAMESPACES] = [{"metadata": {"name": name, **deletion}}]
        self.shown[CONTROLLERS] = [
            {"metadata": {"namespace": name}, "spec": {"replicas": 3}, "status": {"readyReplicas": ready}}
        ]

    def restart(self, component: str) -> None:
        self.done.append(f"restart {component}")

    def run(self, command: list[str]) -> str:
        self.done.append(" ".join(command))
        return ""


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedBox:
    box = PlayedBox()
    monkeypatch.setattr(cluster_faults, "ApiServer", lambda *_: box)
    for word in ("pause", "resume"):
        monkeypatch.setattr(intervention, word, lambda _, name, word=word: box.done.append(f"{word} {name}"))
    return box


def box_of(played: PlayedBox) -> Box:
    return cast("Box", played)


def test_a_stack_is_whole_when_its_controller_has_all_its_pods_ready(played: PlayedBox) -> None:
    stacks = Stacks(box_of(played))
    assert stacks.whole() == set()
    played.stack("one", ready=2)
    assert stacks.whole() == set()
    played.stack("one")
    assert stacks.whole() == {"one"}
    played.stack("one", going=True)
    assert stacks.whole() == set()


def test_a_component_is_paused_before_there_is_a_stack(played: PlayedBox) -> None:
    paused("kube-proxy").before(box_of(played))
    assert played.done == ["pause kube-proxy"]


def test_the_pods_are_short_of_processes_before_there_is_a_stack(
    played: PlayedBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroups, "hierarchies", lambda: ())
    monkeypatch.setattr(
        cgroups, "limit_processes", lambda _, group, more: played.done.append(f"{group}: {more} more")
    )
    short_of_processes(4).before(box_of(played))
    assert played.done == ["kubebox-one: 4 more"]


def test_a_component_is_paused_while_a_stack_is_whole_and_goes_on_for_the_next(played: PlayedBox) -> None:
    look = paused_while_healthy("kube-scheduler").meanwhile(box_of(played))
    for ready, going in ((0, False), (3, False), (2, False), (3, True), (3, True)):
        played.stack("one", ready, going)
        look()
    assert played.done == ["pause kube-scheduler", "resume kube-scheduler"]
    played.stack("two")
    look()
    assert played.done[2:] == ["pause kube-scheduler"]


def test_a_component_is_restarted_once(played: PlayedBox) -> None:
    look = restarted_once_healthy("kube-apiserver").meanwhile(box_of(played))
    look()
    played.stack("one")
    look()
    played.stack("two")
    look()
    assert played.done == ["restart kube-apiserver"]


def test_one_replica_is_black_holed(played: PlayedBox) -> None:
    look = black_holed_replica().meanwhile(box_of(played))
    played.stack("one")
    owned: dict[str, Any] = {"ownerReferences": [{}]}
    played.shown[PODS] = [
        {"metadata": {"name": "keystone-db"}, "status": {"podIP": "10.244.0.9"}},
        {"metadata": {"name": "keystone-rc-b", **owned}, "status": {"podIP": "10.244.0.2"}},
        {"metadata": {"name": "keystone-rc-a", **owned}, "status": {"podIP": "10.244.0.3"}},
    ]
    look()
    look()
    assert played.done == ["iptables -I FORWARD -s 10.244.0.3 -p tcp --sport 5000 -j DROP"]


def test_no_fault_touches_what_keeps_a_node_ready_so_that_a_break_under_it_stays_broken(
    played: PlayedBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node is Ready by its kubelet and the runtime below it; else a break would be a disturbed one."""
    monkeypatch.setattr(cgroups, "hierarchies", lambda: ())
    monkeypatch.setattr(cgroups, "limit_processes", lambda _, group, __: played.done.append(group))
    for fault in filter(None, (mutant.fault for mutant in MUTANTS)):
        played.shown.clear()
        fault.before(box_of(played))
        look = fault.meanwhile(box_of(played))
        played.stack("one")
        played.shown[PODS] = [
            {"metadata": {"name": "rc-a", "ownerReferences": [{}]}, "status": {"podIP": "10.0.0.3"}}
        ]
        look()
    done = " ".join(played.done)
    assert {"kube-proxy", "kube-controller-manager", "kube-scheduler", "iptables"} <= set(done.split())
    assert "kubelet" not in done
    assert "container" not in done
