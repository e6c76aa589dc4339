"""Judge of a container that is started again in its pod."""

from __future__ import annotations

from conformance.conditions.containers import trouble_of
from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept
from conformance.observed import ContainerView, PodView, Snapshot


def restarted_in_place(before: PodView, container: str) -> Condition[PodView]:
    """Judge that a container of the pod, and it alone, was started again, once, and the pod is ready.

    `before` is the pod as it was. In place means: the same pod by its uid. A restart is another container
    by its id, counted as one restart more; a process that only was told to end is none. Finds the pod.
    """

    def judge(snapshot: Snapshot) -> Judgement[PodView]:
        now = snapshot.pod_of_uid(before.uid)
        if now is None or now.terminating or now.has_ended:
            why = f"pod {before.name} is gone: its container {container} was not restarted in it"
            return BrokenRung(Rung.STARTED, why, "not-in-place").judgement
        for old, new in zip(before.containers, now.containers, strict=True):
            if broken := (_broken if new.name == container else _disturbed)(old, new, now, snapshot):
                return broken.judgement
        if broken := broken_rung_of_pod(now, snapshot):
            return broken.judgement
        return Kept(now, f"pod {now.name}: container {container} restarted, {now.ready_containers} ready")

    return judge


def _broken(old: ContainerView, new: ContainerView, pod: PodView, snapshot: Snapshot) -> BrokenRung | None:
    about = f"pod {pod.name}: container {new.name}"
    more = new.restarts - old.restarts
    if more > 1:
        ends = f" ({new.last_end})" if new.last_end else ""
        return BrokenRung(Rung.STARTED, f"{about} was restarted {more} times, not once{ends}", "not-in-place")
    if new.state != "running":
        return trouble_of(new, pod, snapshot) or BrokenRung(Rung.STARTED, f"{about} is {new.state}")
    if new.container_id == old.container_id:
        return BrokenRung(Rung.STARTED, f"{about} runs on as if nobody had ended its main process")
    if more != 1:
        why = f"{about} runs as another one, but its restart count went from {old.restarts} to {new.restarts}"
        return BrokenRung(Rung.STARTED, why)
    return None


def _disturbed(old: ContainerView, new: ContainerView, pod: PodView, _: Snapshot) -> BrokenRung | None:
    if new.restarts == old.restarts and new.container_id == old.container_id:
        return None
    why = f"pod {pod.name}: container {new.name}, which nobody touched, was restarted too"
    return BrokenRung(Rung.STARTED, f"{why} ({new.last_end})" if new.last_end else why, "not-in-place")
