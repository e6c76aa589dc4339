"""Judge of pods that heal in place, without being replaced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept
from conformance.observed import PodView, Snapshot

SPREAD = timedelta(seconds=2)
"""A restart counts as later than something when it began so much later.

Kubernetes' times are cut to whole seconds, and the kubelet learns of a service by a watch of its own.
"""


def healed_in_place(
    before: Collection[PodView], container: str, since: datetime
) -> Condition[tuple[PodView, ...]]:
    """Judge that each of these very pods became ready at the first restart of `container` after `since`.

    A run of it that began later and ended all the same is never made good, nor is a pod that was replaced.
    Finds the pods as they are now.
    """

    def judge(snapshot: Snapshot) -> Judgement[tuple[PodView, ...]]:
        healed = []
        for old in before:
            now = snapshot.pod_of_uid(old.uid)
            if broken := _not_healed(old, now, container, since):
                return broken.judgement
            assert now is not None  # else it would be broken
            if broken := broken_rung_of_pod(now, snapshot):
                return broken.judgement
            healed.append(now)
        return Kept(tuple(healed), f"{len(healed)} pods healed in place")

    return judge


def _not_healed(old: PodView, now: PodView | None, container: str, since: datetime) -> BrokenRung | None:
    if now is None or now.terminating:
        return BrokenRung(Rung.STARTED, f"pod {old.name} did not heal in place: it is gone", "not-in-place")
    seen = now.container(container)
    end = seen.last_end if seen else None
    if end and end.started and end.started > since + SPREAD:
        late = (end.started - since).total_seconds()
        why = f"container {container} of pod {old.name}, restarted {late:.0f} s after, ended again ({end})"
        return BrokenRung(Rung.STARTED, why, "not-in-place")
    return None
