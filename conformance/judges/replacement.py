"""Pure judges of how quickly a controller replaces what is gone, by what arrived at the watch and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.errors import EnvironmentFault
from conformance.observed import PodView, Snapshot


def began_to_lack(hit: Collection[PodView], snapshot: Snapshot, since: float) -> float:
    """Return the monotonic time at which the watch first showed one of `hit` on its way out, or relabelled.

    `hit` are the pods as they were; where the watch has shown nothing of the kind, `since`.
    """
    before = {pod.uid: pod for pod in hit}
    times = (
        change.at
        for change in snapshot.history
        if (old := before.get(change.uid)) and (change.view.terminating or change.view.labels != old.labels)
    )
    return min(times, default=since)


def seconds_until_made(pods: Collection[PodView], snapshot: Snapshot, since: float) -> dict[str, float]:
    """Return by pod name how long after `since` (monotonic seconds) the object first arrived at the watch.

    Raises EnvironmentFault for a pod that is there and was never shown: the watch was away when it was made,
    and nobody knows when that was.
    """
    seen = {pod.name: snapshot.first_seen(pod.uid) for pod in pods}
    if unseen := [name for name, at in seen.items() if at is None]:
        raise EnvironmentFault(
            f"the watch did not show when {', '.join(unseen)} came", "look at the way to the API server"
        )
    return {name: round(at - since, 3) for name, at in seen.items() if at is not None}


def made_within(made: Mapping[str, float], seconds: float) -> list[str]:
    """Judge that each new pod was made within `seconds`; `made` is by pod, in seconds."""
    return [
        f"too late: new pod {name} was made after {after:.2f} s, not within {seconds:g} s"
        for name, after in made.items()
        if after > seconds
    ]
