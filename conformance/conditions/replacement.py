"""Judges of what a controller puts in the place of pods that are gone."""

from __future__ import annotations

from collections.abc import Collection

from conformance.conditions.controller import live_pods, no_controller
from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.pods import disturbance_of
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept
from conformance.observed import PodView, Snapshot


def pods_made(controller: str, before: Collection[PodView], due: int) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller has made so many new pods, however far they are. Finds them, by name.

    New is a pod of its own that was not among `before`; one that has ended since was made too.
    """
    old_uids = {pod.uid for pod in before}

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller).judgement
        owned = (pod for pod in snapshot.pods.values() if pod.owner and pod.owner.uid == found.uid)
        new = tuple(sorted((pod for pod in owned if pod.uid not in old_uids), key=lambda pod: pod.name))
        if len(new) < due:
            return BrokenRung(Rung.ACCEPTED, f"{len(new)} new pods of {due} are there").judgement
        return Kept(new, f"{controller} has made {', '.join(pod.name for pod in new)}")

    return judge


def pod_replaced(
    controller: str, before: Collection[PodView], deleted: Collection[str], containers: int = 2
) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller put a new pod in the place of each deleted one. Finds the new pods, by name.

    `before` are its pods from before, `deleted` the uids that were deleted. A new pod has a new uid, is
    owned by the controller and has at least `containers` containers, all ready; the deleted ones are gone,
    and the others are untouched: same uid, same restart counts. Another pod that was disturbed is never
    made good.
    """
    old_uids = {pod.uid for pod in before}
    untouched = [pod for pod in before if pod.uid not in deleted]

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller).judgement
        for pod in untouched:
            if disturbed := disturbance_of(pod, snapshot.pod_of_uid(pod.uid)):
                return disturbed.judgement
        new = tuple(pod for pod in live_pods(found, snapshot) if pod.uid not in old_uids)
        if broken := _broken_replacement(new, len(deleted), containers, snapshot):
            return broken.judgement
        going = [left.name for uid in deleted if (left := snapshot.pod_of_uid(uid))]
        if going:
            return BrokenRung(
                Rung.STARTED, f"the new pods are ready, but {', '.join(going)} is still there"
            ).judgement
        names = ", ".join(pod.name for pod in new)
        return Kept(new, f"{names} in place of {len(deleted)} deleted, {len(untouched)} others untouched")

    return judge


def _broken_replacement(
    new: tuple[PodView, ...], due: int, containers: int, snapshot: Snapshot
) -> BrokenRung | None:
    if len(new) != due:
        return BrokenRung(Rung.ACCEPTED, f"{len(new)} new pods of {due} are there")
    for pod in new:
        if len(pod.containers) < containers:
            why = f"pod {pod.name} has {len(pod.containers)} containers, {containers} are due"
            return BrokenRung(Rung.ACCEPTED, why, "container-missing")
        if broken := broken_rung_of_pod(pod, snapshot):
            return broken
    return None
