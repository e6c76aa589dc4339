"""Judges of a node that is lost and comes back, and of what becomes of its pods."""

from __future__ import annotations

from collections.abc import Collection

from conformance.conditions.controller import broken_rung_of_controller, live_pods, no_controller
from conformance.conditions.rung import Condition
from conformance.judgement import Judgement, Kept, NotYet
from conformance.observed import PodView, Snapshot


def node_not_ready(name: str) -> Condition[float]:
    """Judge that the node controller has found the node silent. Finds when, in monotonic seconds."""

    def judge(snapshot: Snapshot) -> Judgement[float]:
        node = snapshot.nodes.get(name)
        if node is None:
            return NotYet(f"there is no node {name}")
        if node.is_ready:
            return NotYet(f"node {name} is still Ready")
        return Kept(snapshot.seen_at[node.uid], f"node {name} is not Ready ({node.ready_reason})")

    return judge


def node_ready(name: str, not_boot: str = "") -> Condition[str]:
    """Judge that a node is Ready and takes pods, in another boot than `not_boot`. Finds the boot it is in."""

    def judge(snapshot: Snapshot) -> Judgement[str]:
        node = snapshot.nodes.get(name)
        if node is None:
            return NotYet(f"there is no node {name}")
        if not node.is_ready:
            return NotYet(f"node {name} is not Ready ({node.ready_reason})")
        if node.boot_id == not_boot:
            return NotYet(f"node {name} has not booted anew")
        return Kept(node.boot_id, f"node {name} is Ready")

    return judge


def replaced_elsewhere(
    controller: str, before: Collection[PodView], node: str
) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller has all its pods ready, and those of `before` that `node` carried replaced.

    Those may be there still, on their way out: nobody on their node ends them. Finds the new pods, by name.
    """
    old = {pod.uid for pod in before}
    lost = {pod.uid for pod in before if pod.node == node}

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller).judgement
        live = live_pods(found, snapshot)
        if staying := [pod.name for pod in live if pod.uid in lost]:
            return NotYet(f"{', '.join(staying)} still counts for {controller}, on the lost node {node}")
        if broken := broken_rung_of_controller(found, snapshot):
            return broken.judgement
        new = tuple(pod for pod in live if pod.uid not in old)
        return Kept(new, f"{', '.join(pod.name for pod in new)} in place of {len(lost)} on {node}")

    return judge


def all_gone(pods: Collection[PodView]) -> Condition[int]:
    """Judge that none of these very pods is there any more. Finds how many they were."""
    uids = {pod.uid for pod in pods}

    def judge(snapshot: Snapshot) -> Judgement[int]:
        there = [pod.name for pod in snapshot.pods.values() if pod.uid in uids]
        if there:
            return NotYet(f"{', '.join(sorted(there))} is still there")
        return Kept(len(uids), f"{len(uids)} pods are gone")

    return judge
