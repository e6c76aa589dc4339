"""Judges of containers that must not go on: ended, ending again and again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.causes import cause
from conformance.conditions.containers import end_cause, trouble_of
from conformance.conditions.controller import live_pods, no_controller
from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept, Never
from conformance.observed import ContainerView, PodView, Snapshot, Termination

TWICE = 2
"""A container that was started again after its end, and ended again, keeps ending."""


def containers_ended(pods: Collection[str], container: str) -> Condition[Mapping[str, Termination]]:
    """Judge that in each of these pods the container of that name has ended. Finds how, by pod."""

    def judge(snapshot: Snapshot) -> Judgement[Mapping[str, Termination]]:
        ends: dict[str, Termination] = {}
        for pod in pods:
            found = _container(snapshot, pod, container)
            if isinstance(found, BrokenRung):
                return found.judgement
            owner, seen = found
            if seen.last_end is None:
                return _going_on(owner, seen, snapshot).judgement
            ends[pod] = seen.last_end
        return Kept(ends, f"container {container} has ended in {', '.join(pods)}")

    return judge


def replicas_made(controller: str, in_its_place: str = "") -> Condition[tuple[PodView, ...]]:
    """Judge that the controller has made all pods it was asked for, however they are. Finds them, by name.

    `in_its_place`: see `controller_has_ready_pods`.
    """

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller, in_its_place).judgement
        pods = live_pods(found, snapshot)
        so_far = f"controller {controller}: {len(pods)} of {found.replicas} pods are there"
        if len(pods) != found.replicas:
            return BrokenRung(Rung.ACCEPTED, so_far).judgement
        return Kept(pods, so_far)

    return judge


def replicas_keep_ending(
    controller: str, container: str, in_its_place: str = ""
) -> Condition[tuple[PodView, ...]]:
    """Judge that in each pod of the controller the container has ended twice at least.

    The kubelet backs off from it then, but its word for that (CrashLoopBackOff) is not asked for: it shows
    only when the kubelet looks at the pod again, which may be when the back-off is over, and it need not
    show in all pods at one moment. Finds the pods, by name. `in_its_place`: see `controller_has_ready_pods`.
    """
    made = replicas_made(controller, in_its_place)

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        judgement = made(snapshot)
        if not isinstance(judgement, Kept):
            return judgement
        for pod in judgement.value:
            seen = pod.container(container)
            if seen is None:
                return _without(pod.name, container).judgement
            if seen.last_end is None:
                return _going_on(pod, seen, snapshot).judgement
            if seen.times_ended < TWICE:
                why = f"container {container} of pod {pod.name} has ended only once"
                return BrokenRung(Rung.ENVIRONMENT, why).judgement
        return Kept(judgement.value, f"{len(judgement.value)} pods whose {container} keeps ending")

    return judge


def none_keeps_ending(container: str, spared: Collection[str]) -> Condition[None]:
    """Judge that in no pod but the `spared`, by uid, the container has ended twice.

    Never where it has: for a wait that has no use for a container which might come to itself later.
    """

    def judge(snapshot: Snapshot) -> Judgement[None]:
        for pod in snapshot.pods.values():
            seen = pod.container(container)
            if seen and seen.last_end and seen.times_ended >= TWICE and pod.uid not in spared:
                name = end_cause(seen.last_end)
                why = f"container {container} of pod {pod.name} {cause(name).words} ({seen.last_end})"
                return Never(str(BrokenRung(Rung.STARTED, why)), name)
        return Kept(None, f"no {container} keeps ending")

    return judge


def _container(snapshot: Snapshot, pod: str, container: str) -> tuple[PodView, ContainerView] | BrokenRung:
    owner = snapshot.pod(pod)
    if owner is None:
        return BrokenRung(Rung.ACCEPTED, f"there is no pod {pod}")
    seen = owner.container(container)
    return (owner, seen) if seen else _without(pod, container)


def _without(pod: str, container: str) -> BrokenRung:
    return BrokenRung(Rung.ACCEPTED, f"pod {pod} has no container {container}", "container-missing")


def _not_yet_started(pod: PodView, container: ContainerView, snapshot: Snapshot) -> BrokenRung:
    trouble = trouble_of(container, pod, snapshot) or broken_rung_of_pod(pod, snapshot)
    return trouble or BrokenRung(Rung.STARTED, f"pod {pod.name}: container {container.name} is not started")


def _going_on(pod: PodView, container: ContainerView, snapshot: Snapshot) -> BrokenRung:
    if container.state != "running":
        return _not_yet_started(pod, container, snapshot)
    why = f"container {container.name} of pod {pod.name} runs on, though it should refuse to"
    return BrokenRung(Rung.ENVIRONMENT, why)
