"""Judges of whose a pod is."""

from __future__ import annotations

from collections.abc import Collection

from conformance.conditions.controller import no_controller
from conformance.conditions.pods import disturbance_of
from conformance.conditions.rung import BrokenRung, Condition
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import PodView, Snapshot


def let_go(before: Collection[PodView]) -> Condition[tuple[PodView, ...]]:
    """Judge that these pods run on as they were, by uid and restart counts, and are nobody's. Finds them.

    One that somebody else has taken is never let go.
    """

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        if taken := _taken(before, snapshot):
            return Never(taken, "pods-disturbed")
        now, broken = _untouched(before, snapshot)
        if broken:
            return broken.judgement
        owned = [f"{pod.name} by {pod.owner.kind} {pod.owner.name}" for pod in now if pod.owner]
        return NotYet(f"pods are still owned: {', '.join(owned)}") if owned else Kept(now, "owned by nobody")

    return judge


def orphaned(before: Collection[PodView], controller: str) -> Condition[tuple[PodView, ...]]:
    """Judge that there is no controller of that name, and its pods are let go. Finds the pods."""

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        judgement = let_go(before)(snapshot)
        if isinstance(judgement, Kept) and snapshot.controller(controller):
            return NotYet(f"controller {controller} is still there")
        return judgement

    return judge


def all_adopted(before: Collection[PodView], controller: str) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller of that name owns these very pods, untouched, and no others. Finds them."""

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller).judgement
        now, broken = _untouched(before, snapshot)
        if broken:
            return broken.judgement
        strangers = [pod.name for pod in now if pod.owner is None or pod.owner.uid != found.uid]
        if strangers:
            return NotYet(f"controller {controller} has not adopted {', '.join(strangers)}")
        others = {pod.name for pod in snapshot.pods_of(found.uid)} - {pod.name for pod in now}
        if others:
            return NotYet(f"controller {controller} has made {', '.join(sorted(others))} beside them")
        return Kept(now, f"{controller} has adopted {len(now)} pods")

    return judge


def adopted_or_removed(name: str, uid: str, controller: str) -> Condition[str]:
    """Judge that the controller has taken a pod as its own, or the pod is on its way out or gone.

    Finds which: `adopted` or `removed`.
    """

    def judge(snapshot: Snapshot) -> Judgement[str]:
        found = snapshot.controller(controller)
        pod = snapshot.pod_of_uid(uid)
        if pod is None and snapshot.first_seen(uid) is None:
            return NotYet(f"pod {name} has not shown yet")
        if pod is None or pod.terminating:
            return Kept("removed", f"pod {name} was removed")
        if found and pod.owner and pod.owner.uid == found.uid:
            return Kept("adopted", f"pod {name} belongs to {controller}")
        return NotYet(f"pod {name} has the labels that {controller} selects, and is {_whose(pod)}")

    return judge


def _taken(before: Collection[PodView], snapshot: Snapshot) -> str:
    """Return which pod has another owner than it had, and whom; empty where none has."""
    for old in before:
        now = snapshot.pod_of_uid(old.uid)
        if now and now.owner and (old.owner is None or now.owner.uid != old.owner.uid):
            return f"pod {now.name} was taken by {now.owner.kind} {now.owner.name}"
    return ""


def _whose(pod: PodView) -> str:
    return f"owned by {pod.owner.kind} {pod.owner.name}" if pod.owner else "owned by nobody"


def _untouched(
    before: Collection[PodView], snapshot: Snapshot
) -> tuple[tuple[PodView, ...], BrokenRung | None]:
    now = []
    for old in before:
        pod = snapshot.pod_of_uid(old.uid)
        if disturbed := disturbance_of(old, pod):
            return (), disturbed
        if pod:
            now.append(pod)
    return tuple(now), None
