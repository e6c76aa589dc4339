"""Judges of a replication controller and the pods it owns."""

from __future__ import annotations

from conformance.causes import classify_create_failure
from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import ORDER, BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept
from conformance.observed import ControllerView, PodView, Snapshot


def controller_has_ready_pods(
    name: str, at_least: int = 3, containers: int = 2, in_its_place: str = ""
) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller has as many ready pods as it asks for, each its own. Finds the pods, by name.

    It must ask for `at_least` replicas of at least `containers` containers each. Pods on their way out do
    not count. `in_its_place` says what the set has in its place, where that is so: then it never comes.
    """

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        controller = snapshot.controller(name)
        if controller is None:
            return no_controller(name, in_its_place).judgement
        if wrong := _wrong_template(controller, at_least, containers):
            return wrong.judgement
        if broken := broken_rung_of_controller(controller, snapshot):
            return broken.judgement
        live = live_pods(controller, snapshot)
        return Kept(live, f"{len(live)} of {controller.replicas} pods ready")

    return judge


def no_controller(name: str, in_its_place: str = "") -> BrokenRung:
    """Return the rung that is broken without a controller of that name, for good where the set has none."""
    if in_its_place:
        why = f"there is no ReplicationController: {in_its_place}"
        return BrokenRung(Rung.ACCEPTED, why, "controller-of-another-kind")
    return BrokenRung(Rung.ACCEPTED, f"there is no replication controller {name}")


def live_pods(controller: ControllerView, snapshot: Snapshot) -> tuple[PodView, ...]:
    """Return the pods that count for the controller: its own, neither ended nor on their way out."""
    return tuple(pod for pod in snapshot.pods_of(controller.uid) if not pod.terminating)


def pods_selected(controller: ControllerView, snapshot: Snapshot) -> tuple[PodView, ...]:
    """Return the pods with the labels that the controller selects, whoever owns them, ready or not.

    Neither ended nor on their way out.
    """
    alike = snapshot.pods_matching(controller.selector)
    return tuple(pod for pod in alike if not pod.terminating and not pod.has_ended)


def broken_rung_of_controller(controller: ControllerView, snapshot: Snapshot) -> BrokenRung | None:
    """Return the first rung not reached, of the controller's pod that is furthest behind."""
    live = live_pods(controller, snapshot)
    broken = [found for pod in live if (found := broken_rung_of_pod(pod, snapshot))]
    if broken:
        first = min(broken, key=_urgency)
        so_far = f"{len(live) - len(broken)} of {controller.replicas} pods ready"
        return BrokenRung(first.rung, f"{first.why}; {so_far}", first.cause)
    if len(live) != controller.replicas:
        return _wrong_number(controller, len(live), snapshot)
    if controller.ready_replicas != controller.replicas or not controller.observed:
        said = f"{controller.ready_replicas} of {controller.replicas} are ready"
        return BrokenRung(Rung.STARTED, f"controller {controller.name} says {said}")
    return None


def _urgency(broken: BrokenRung) -> tuple[bool, int, bool]:
    """Order what will not pass first, for it ends the wait; then by rung; then what has a cause."""
    return not broken.is_final, ORDER.index(broken.rung), not broken.cause


def _wrong_template(controller: ControllerView, at_least: int, containers: int) -> BrokenRung | None:
    about = f"controller {controller.name}"
    if controller.replicas < at_least:
        why = f"{about} asks for {controller.replicas} replicas, at least {at_least} are due"
        return BrokenRung(Rung.ACCEPTED, why, "too-few-replicas")
    names = [each.name for each in controller.template_containers]
    if len(names) < containers:
        why = f"{about}: a pod has {len(names)} containers ({', '.join(names)}), {containers} are due"
        return BrokenRung(Rung.ACCEPTED, why, "container-missing")
    return None


def _wrong_number(controller: ControllerView, have: int, snapshot: Snapshot) -> BrokenRung:
    failing = controller.conditions.get("ReplicaFailure")
    so_far = f"{have} of {controller.replicas} pods are there"
    if not failing or not failing.holds:
        return BrokenRung(Rung.ACCEPTED, f"controller {controller.name}: {so_far}")
    found = classify_create_failure(failing.message)
    why = f"controller {controller.name}: {found.words} ({failing.message}); {so_far}"
    going = any(pod.terminating for pod in snapshot.pods.values())
    if found.identifier == "quota-exceeded" and going:
        # a pod on its way out still counts against the quota: its end makes room
        return BrokenRung(Rung.ACCEPTED, why, "creation-failed")
    return BrokenRung(Rung.ACCEPTED, why, found.identifier)
