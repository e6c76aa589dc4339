"""Judges of pods by themselves."""

from __future__ import annotations

from collections.abc import Collection

from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import PodView, Snapshot


def pod_running(name: str) -> Condition[PodView]:
    """Judge that the pod runs: phase Running, every container ready, not on its way out. Finds the pod."""

    def judge(snapshot: Snapshot) -> Judgement[PodView]:
        pod = snapshot.pod(name)
        if pod is None:
            return BrokenRung(Rung.ACCEPTED, f"there is no pod {name}").judgement
        if broken := broken_rung_of_pod(pod, snapshot):
            return broken.judgement
        return Kept(pod, f"pod {name} Running, {pod.ready_containers}/{len(pod.containers)} ready")

    return judge


def pod_gone(uid: str) -> Condition[None]:
    """Judge that the pod with this uid is no more; another one may have its name."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        pod = snapshot.pod_of_uid(uid)
        if pod is None:
            return Kept(None, "gone")
        return NotYet(f"pod {pod.name} is {'being deleted' if pod.terminating else 'still there'}")

    return judge


def not_made_again(name: str, service: str) -> Condition[None]:
    """Judge that no pod has that name or the labels that the service selects, and none stands behind it."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        found = snapshot.service(service)
        alike = snapshot.pods_matching(found.selector) if found else ()
        for pod in (*alike, *filter(None, [snapshot.pod(name)])):
            return NotYet(f"pod {pod.name} is there{_of_whom(pod)}")
        listed = [each.pod or each.address for each in snapshot.endpoints_of(service)]
        if listed:
            return NotYet(f"service {service} leads to {', '.join(listed)}")
        return Kept(None, f"no pod {name}, nothing behind {service}")

    return judge


def _of_whom(pod: PodView) -> str:
    return f", made by {pod.owner.kind} {pod.owner.name}" if pod.owner else ""


def started_in_pod(uid: str, container: str) -> Condition[PodView]:
    """Judge that a container of that pod has been started, ready or not, once or more. Finds the pod."""

    def judge(snapshot: Snapshot) -> Judgement[PodView]:
        pod = snapshot.pod_of_uid(uid)
        if pod is None:
            return NotYet("the pod is gone")
        found = pod.container(container)
        if found and (found.state == "running" or found.last_end):
            return Kept(pod, f"pod {pod.name}: container {container} was started")
        return (broken_rung_of_pod(pod, snapshot) or BrokenRung(Rung.STARTED, f"pod {pod.name}")).judgement

    return judge


def nothing_but(names: Collection[str]) -> Condition[None]:
    """Judge that these pods, by name, are all that is there: none on its way out, none made beside them."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        others = sorted(set(snapshot.pods) - set(names))
        return NotYet(f"{', '.join(others)} is still there") if others else Kept(None, "no other pod")

    return judge


def pods_stable(before: Collection[PodView]) -> Condition[tuple[PodView, ...]]:
    """Judge that each pod of `before` is still the same: uid, restart counts, not on its way out."""

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        now = []
        for old in before:
            pod = snapshot.pod_of_uid(old.uid)
            if disturbed := disturbance_of(old, pod):
                return Never(disturbed.why, disturbed.cause)
            if pod:
                now.append(pod)
        return Kept(tuple(now), f"{len(now)} pods with the same uids and restart counts")

    return judge


def disturbance_of(old: PodView, now: PodView | None) -> BrokenRung | None:
    """Return what has happened to a pod that nobody should have touched; None where nothing has.

    A pod that its node threw out is the environment's doing, not the product's.
    """
    if now is None:
        return BrokenRung(Rung.STARTED, f"pod {old.name}, which nobody touched, is gone", "pods-disturbed")
    disruption = now.condition("DisruptionTarget")
    if disruption is not None and disruption.holds:
        why = f"pod {old.name} was thrown out by its node ({disruption.reason})"
        return BrokenRung(Rung.STARTED, why, "node-disrupted")
    if now.terminating or now.has_ended:
        what = "is being deleted" if now.terminating else f"has ended ({now.reason or now.phase})"
        return BrokenRung(Rung.STARTED, f"pod {old.name}, which nobody touched, {what}", "pods-disturbed")
    counts = dict(old.restart_counts)
    for container in now.containers:
        if container.restarts != counts.get(container.name, 0):
            why = f"pod {old.name}, which nobody touched: container {container.name} was restarted"
            if container.last_end:
                why += f" ({container.last_end})"
            return BrokenRung(Rung.STARTED, why, "pods-disturbed")
    return None
