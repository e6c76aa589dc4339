"""How far up the ladder one pod has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.causes import cause, classify_sandbox_failure, classify_unschedulable
from conformance.conditions.containers import trouble_of
from conformance.conditions.rung import ORDER, BrokenRung, Rung
from conformance.observed import ContainerView, PodView, Snapshot

_MISSING_THING = ("not found", "couldn't find key", "references non-existent")
_DISRUPTED = ("Evicted", "NodeLost", "NodeShutdown", "NodeAffinity", "Shutdown", "Preempting", "Terminated")
"""Pod reasons of a node that threw the pod out (pkg/kubelet/eviction, nodeshutdown, preemption)."""
READINESS = "Readiness probe "
"""How the kubelet's event of a failed one begins."""


def broken_rung_of_pod(pod: PodView, snapshot: Snapshot) -> BrokenRung | None:
    """Return the first rung up to `started` that the pod has not reached; None where it is ready."""
    if pod.is_ready:
        return None
    if ended := _ended(pod):
        return ended
    scheduled = pod.condition("PodScheduled")
    if not pod.node:
        if scheduled and scheduled.reason == "Unschedulable":
            found = classify_unschedulable(scheduled.message)
            why = f"pod {pod.name}: {found.words} ({scheduled.message})"
            return BrokenRung(Rung.SCHEDULED, why, found.identifier)
        return BrokenRung(Rung.SCHEDULED, f"pod {pod.name} waits for the scheduler")
    troubles = [
        trouble
        for container in (*_still_due(pod.init_containers), *pod.containers)
        if (trouble := trouble_of(container, pod, snapshot))
    ]
    if troubles:
        return min(troubles, key=_height)
    return _node_trouble(pod, snapshot) or _setting_up(pod, snapshot) or _not_ready(pod, snapshot)


def _still_due(init_containers: Iterable[ContainerView]) -> Iterator[ContainerView]:
    """Yield those that have not done what they are for: one that ends well is done."""
    return (each for each in init_containers if each.terminated is None or each.terminated.exit_code != 0)


def _height(broken: BrokenRung) -> tuple[int, bool]:
    """Order by rung; of one rung first what will not pass, for that decides."""
    return ORDER.index(broken.rung), not broken.is_final


def _ended(pod: PodView) -> BrokenRung | None:
    disruption = pod.condition("DisruptionTarget")
    disrupted = disruption is not None and disruption.holds
    if pod.has_ended and (disrupted or pod.reason in _DISRUPTED):
        words = (disruption.message if disruption else "") or pod.message or pod.reason
        return BrokenRung(Rung.STARTED, f"pod {pod.name}: the node ended it ({words})", "node-disrupted")
    if pod.has_ended:
        why = f"pod {pod.name} has ended ({pod.reason or pod.phase})"
        return BrokenRung(Rung.STARTED, why, "pod-finished")
    if pod.terminating and disrupted and disruption:
        why = f"pod {pod.name} is being drained ({disruption.reason})"
        return BrokenRung(Rung.STARTED, why, "node-disrupted")
    if pod.terminating:
        return BrokenRung(Rung.STARTED, f"pod {pod.name} is being deleted")
    return None


def _node_trouble(pod: PodView, snapshot: Snapshot) -> BrokenRung | None:
    node = snapshot.nodes.get(pod.node)
    # with no node visible at all the right to see nodes is missing; one that is not among the others is gone
    if (node is None and not snapshot.nodes) or (node and node.is_ready):
        return None
    state = "not ready" if node else "gone"
    return BrokenRung(Rung.STARTED, f"pod {pod.name}: its node {pod.node} is {state}", "node-not-ready")


def _setting_up(pod: PodView, snapshot: Snapshot) -> BrokenRung | None:
    """Return what the kubelet says of a pod whose containers wait though none has a trouble of its own."""
    if all(each.state in ("running", "terminated") for each in pod.containers):
        return None
    for event in reversed(snapshot.events_about(pod.uid)):
        if event.reason == "FailedCreatePodSandBox":
            found = classify_sandbox_failure(event.message)
            why = f"pod {pod.name}: {found.words} ({event.message})"
            return BrokenRung(Rung.STARTED, why, found.identifier)
        if event.reason in ("FailedMount", "FailedAttachVolume"):
            missing = any(words in event.message for words in _MISSING_THING)
            name = "configuration-missing" if missing else "volume-not-mounted"
            return BrokenRung(Rung.STARTED, f"pod {pod.name}: {cause(name).words} ({event.message})", name)
        if event.reason in ("Pulling", "Pulled", "Created", "Started"):
            return None
    return None


def _not_ready(pod: PodView, snapshot: Snapshot) -> BrokenRung:
    """Return how far the pod is when nothing is wrong with it: no cause, it only takes its time.

    With what its readiness probe met last, in the kubelet's words (kubernetes, pkg/kubelet/prober/prober.go).
    """
    waits = [f"{each.name} {each.waiting_reason or each.state}" for each in pod.containers if not each.ready]
    pulling = pod.phase != "Running" and any(
        each.waiting_reason == "ContainerCreating" for each in pod.containers
    )
    rung = Rung.IMAGE_PULLED if pulling else Rung.STARTED
    state = f"{pod.ready_containers}/{len(pod.containers)} ready"
    probes = [each.message for each in snapshot.events_about(pod.uid, reason="Unhealthy")]
    met = [" ".join(words.split()) for words in probes if words.startswith(READINESS)]
    told = "; ".join((", ".join(waits), *met[-1:]))
    return BrokenRung(rung, f"pod {pod.name} {pod.phase or 'Pending'}, {state} ({told})")
