"""Faults of the cluster's nodes and components that are there before the stack is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.clusters.kubebox import readiness
from conformance.errors import SetUpFailed
from conformance.exit_codes import ExitCode
from sabotage.changes import put
from sabotage.faults.fault import Stage, Staged, environment_fault, patience
from sabotage.faults.scene import Scene

REGISTRY = "registry"
NOT_READY_WITHIN_S = 90.0
"""Seconds; the node controller takes 40 to 50 of silence for it (--node-monitor-grace-period)."""


def paused(component: str, *words: str) -> Stage:
    """Return the stage of a component that hangs from before the stack on."""

    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        with scene.paused(component):
            yield Staged(scene.on_box(*words))

    return stage


@contextmanager
def _registry_down(scene: Scene) -> Iterator[Staged]:
    scene.kill(REGISTRY)
    try:
        yield Staged(scene.on_box("--only", "pods_1"))
    finally:
        scene.start_again(REGISTRY)


@contextmanager
def _node_not_ready(scene: Scene) -> Iterator[Staged]:
    with scene.paused("kubelet"):
        if not readiness.until(lambda: not scene.node_is_ready, NOT_READY_WITHIN_S):
            raise SetUpFailed("the node stays Ready though its kubelet hangs")
        yield Staged(scene.on_box("--only", "pods_1"))


@contextmanager
def _cordoned(scene: Scene) -> Iterator[Staged]:
    scene.kubectl("cordon", scene.box.state.node)
    try:
        yield Staged(scene.on_box("--only", "pods_1"))
    finally:
        scene.kubectl("uncordon", scene.box.state.node)
        scene.await_order()


@contextmanager
def _too_big(scene: Scene) -> Iterator[Staged]:
    cpus = {"requests": {"cpu": "64"}, "limits": {"cpu": "64"}}
    manifests = scene.manifests(put("mariadb.resources", cpus))
    yield Staged(scene.on_box("--manifests", str(manifests), "--only", "pods_1"))


FAULTS = (
    environment_fault(
        "registry-down",
        "Nobody listens at the registry.",
        "the registry did not answer",
        _registry_down,
        patience("pod-running", why="a registry may come back"),
    ),
    environment_fault(
        "node-not-ready",
        "The only node is NotReady: its kubelet hangs.",
        "no room on any node",
        _node_not_ready,
        patience("pod-running", why="a node may come back"),
    ),
    environment_fault(
        "node-cordoned",
        "The only node takes no new pods.",
        "no room on any node",
        _cordoned,
        patience("pod-running", why="another node may come, or this one be free again"),
    ),
    environment_fault(
        "cpu-short",
        "The database asks for more cpus than the node has.",
        "no room on any node",
        _too_big,
        patience("pod-running", why="room may come"),
        alone=False,
    ),
    environment_fault(
        "scheduler-paused",
        "The scheduler hangs.",
        "waits for the scheduler",
        paused("kube-scheduler", "--only", "pods_1"),
        patience("pod-running", why="a scheduler may be slow"),
        ExitCode.BROKEN,
    ),
    environment_fault(
        "controller-manager-paused",
        "The controller manager hangs.",
        "service account",
        paused("kube-controller-manager", "--only", "pods_1"),
        patience("account-ready", why="a controller may be slow"),
    ),
)
