"""Judges of a controller that was asked for another number of pods."""

from __future__ import annotations

from conformance.conditions.controller import broken_rung_of_controller, live_pods, no_controller
from conformance.conditions.rung import Condition
from conformance.judgement import Judgement, Kept, NotYet
from conformance.observed import PodView, Snapshot


def scaled_to(controller: str, replicas: int) -> Condition[tuple[PodView, ...]]:
    """Judge that the controller asks for so many pods and has them, ready, and none on their way out.

    Finds the pods, by name. None is a number too.
    """

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        found = snapshot.controller(controller)
        if found is None:
            return no_controller(controller).judgement
        if found.replicas != replicas:
            return NotYet(f"controller {controller} asks for {found.replicas} pods, not for {replicas}")
        if broken := broken_rung_of_controller(found, snapshot):
            return broken.judgement
        going = [pod.name for pod in snapshot.pods_of(found.uid) if pod.terminating]
        if going:
            return NotYet(f"controller {controller} keeps {replicas}, but {', '.join(going)} is still there")
        return Kept(live_pods(found, snapshot), f"{controller} has {replicas} pods, all ready")

    return judge
