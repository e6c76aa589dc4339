"""From two versions of a node or a pod to what befell it in between; pure.

A pod that somebody deletes, as the suite does, has no condition DisruptionTarget: only the eviction API,
preemption, the taint manager, the pod garbage collector and the kubelet set it, each with a reason of its own
(kubernetes.io, Disruptions, "Pod disruption conditions").
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.disturbance_record import DisturbanceKind
from conformance.observed import NodeView, PodView

ENDED_BY_ITS_NODE = frozenset({"Evicted", "NodeLost", "NodeShutdown", "Shutdown", "Preempting", "Terminated"})
"""A failed pod's reason where the kubelet is older than the condition (Kubernetes 1.26) and threw it out
(pkg/kubelet: eviction, nodeshutdown, preemption)."""
OWN_LIMIT = ("exceeds the limit", "exceeds the total limit", "exceeded its local ephemeral storage limit")
"""Of a pod that broke a limit of its own manifest (pkg/kubelet/eviction/helpers.go): no disturbance."""


@dataclass(frozen=True)
class Sign:
    """What one version of an object shows that the one before did not."""

    kind: DisturbanceKind
    words: str
    node: str
    namespace: str = ""
    pod: str = ""

    @property
    def lasts(self) -> bool:
        """Whether it goes on until the node says otherwise."""
        return self.kind in (DisturbanceKind.CORDONED, DisturbanceKind.NOT_READY)


def signs_of_node(before: NodeView | None, now: NodeView, *, gone: bool = False) -> list[Sign]:
    """Return what befell a node since `before`; nothing where it is seen for the first time.

    `gone`: that `now` is the last of it.
    """
    if gone:
        return [Sign(DisturbanceKind.GONE, f"node {now.name} gone", now.name)]
    if before is None:
        return []
    found = []
    if now.cordoned and not before.cordoned:
        found.append(Sign(DisturbanceKind.CORDONED, f"node {now.name} cordoned", now.name))
    if before.is_ready and not now.is_ready:
        why = _in_brackets(now.ready_reason)
        found.append(Sign(DisturbanceKind.NOT_READY, f"node {now.name} not Ready{why}", now.name))
    if before.boot_id and now.boot_id and before.boot_id != now.boot_id:
        found.append(Sign(DisturbanceKind.BOOTED, f"node {now.name} has booted anew", now.name))
    return found


def over_for_node(now: NodeView, *, gone: bool = False) -> frozenset[DisturbanceKind]:
    """Return what, of all that lasts, does not last any more on a node as it is `now`."""
    over = set()
    if gone or not now.cordoned:
        over.add(DisturbanceKind.CORDONED)
    if gone or now.is_ready:
        over.add(DisturbanceKind.NOT_READY)
    return frozenset(over)


def signs_of_pod(before: PodView | None, now: PodView) -> list[Sign]:
    """Return what befell a pod since `before`: that it was thrown out, told once."""
    words = _thrown_out(now)
    if not words or (before is not None and _thrown_out(before)):
        return []
    return [
        Sign(DisturbanceKind.EVICTED, f"pod {now.name} evicted: {words}", now.node, now.namespace, now.name)
    ]


def _thrown_out(pod: PodView) -> str:
    """Return by whom and why; empty where it was not."""
    target = pod.condition("DisruptionTarget")
    if target is not None and target.holds:
        return f"DisruptionTarget/{target.reason}{_in_brackets(target.message)}"
    of_the_node = pod.phase == "Failed" and pod.reason in ENDED_BY_ITS_NODE
    if of_the_node and not any(words in pod.message for words in OWN_LIMIT):
        return f"{pod.reason}{_in_brackets(pod.message)}"
    return ""


def _in_brackets(text: str) -> str:
    return f" ({text.strip()})" if text.strip() else ""
