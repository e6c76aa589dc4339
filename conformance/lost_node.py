"""A node that is lost on purpose, with what it carried."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from conformance.conditions import all_gone, node_not_ready, replaced_elsewhere
from conformance.disturbance import Disturbance
from conformance.errors import EnvironmentFault
from conformance.ledger import Ledger
from conformance.live_stack import LiveStack
from conformance.nodes_away import NodesAway
from conformance.observed import PodView, Snapshot


@dataclass(frozen=True)
class LostNode:
    """A node that was switched off, one of so many that were Ready."""

    name: str
    boot_id: str
    of: int
    pods: Disturbance
    """The keystone pods it carried, as hit; all others of the stack."""


def node_to_lose(replicas: Collection[PodView], database: PodView, losable: Collection[str]) -> str:
    """Return the node with the most keystone pods, of those that may be lost; pure.

    Never the database's: that pod is bare, and its loss another promise's. Raises EnvironmentFault where none
    is left.
    """
    carried = Counter(pod.node for pod in replicas if pod.node in losable and pod.node != database.node)
    if not carried:
        raise EnvironmentFault(
            f"every node with keystone pods that may be lost carries the database too: {database.node}",
            "give the cluster more nodes: --nodes 3",
        )
    return min(carried, key=lambda name: (-carried[name], name))


def lose_a_node(stack: LiveStack, nodes: NodesAway, ledger: Ledger) -> LostNode:
    """Switch off a node that carries keystone pods of the stack, and return at once."""
    replicas, database = stack.replicas(), stack.database()
    name = node_to_lose(replicas, database, nodes.losable)
    seen = stack.snapshot.nodes
    hit = tuple(pod for pod in replicas if pod.node == name)
    others = (database, *(pod for pod in replicas if pod.node != name))
    boot_id = seen[name].boot_id if name in seen else ""
    ready = sum(node.is_ready for node in seen.values())
    ledger.intends(name, boot_id)
    nodes.lose(name, boot_id)
    return LostNode(name, boot_id, ready, Disturbance(replicas, hit, others))


def until_not_ready(stack: LiveStack, lost: LostNode) -> float:
    """Return the monotonic seconds at which the node controller has found the node silent."""
    return stack.until(node_not_ready(lost.name), f"node {lost.name} not Ready", "node-lost")


def until_replaced_elsewhere(stack: LiveStack, lost: LostNode) -> tuple[PodView, ...]:
    """Return the pods in the place of those that the node carried, ready."""
    condition = replaced_elsewhere(stack.names.controller, lost.pods.before, lost.name)
    return stack.until(condition, f"{lost.pods.names} replaced on other nodes", "node-replaced")


def seconds_until_ready(pods: Collection[PodView], snapshot: Snapshot, since: float) -> float:
    """Return how long after `since` (monotonic seconds) the watch first showed the last of `pods` ready.

    What fell out of the history counts as ready before.
    """
    first: dict[str, float] = {}
    for change in snapshot.history:
        if isinstance(change.view, PodView) and change.view.is_ready:
            first.setdefault(change.uid, change.at)
    return max((first.get(pod.uid, since) for pod in pods), default=since) - since


def first_replacement(pods: Collection[PodView], before: Collection[PodView], snapshot: Snapshot) -> float:
    """Return the monotonic seconds at which the watch first showed one of `pods` that is not from `before`.

    Infinite where none is. Pure.
    """
    known = {pod.uid for pod in before}
    seen = (snapshot.first_seen(pod.uid) for pod in pods if pod.uid not in known)
    return min((at for at in seen if at is not None), default=math.inf)


def until_lost_pods_are_gone(stack: LiveStack, lost: LostNode) -> int:
    """Return how many pods the node had to end once it was back."""
    return stack.until(all_gone(lost.pods.hit), f"{lost.pods.names} gone", "pod-gone")
