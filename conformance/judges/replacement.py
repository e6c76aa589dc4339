"""Pure judges of how quickly a controller replaces what is gone, by what arrived at the watch and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain, repeat

from conformance.errors import EnvironmentFault
from conformance.observed import PodView, Snapshot


def began_to_lack(hit: Collection[PodView], snapshot: Snapshot, since: float) -> list[float]:
    """Return when the watch first showed each of `hit` on its way out, or relabelled: monotonic, rising.

    `hit` are the pods as they were; of one of which the watch has shown nothing of the kind it is `since`.
    """
    return sorted(
        next(
            (
                change.at
                for change in snapshot.history
                if change.uid == pod.uid and (change.view.terminating or change.view.labels != pod.labels)
            ),
            since,
        )
        for pod in hit
    )


def seconds_until_made(
    pods: Collection[PodView], snapshot: Snapshot, since: Sequence[float]
) -> dict[str, float]:
    """Return by pod name how long after it was due the object first arrived at the watch.

    `since` are the rising monotonic times at which one more was due each: the first that came is the one that
    was due first. Raises EnvironmentFault for a pod that is there and was never shown: the watch was away
    when it was made, and nobody knows when that was.
    """
    seen = {pod.name: snapshot.first_seen(pod.uid) for pod in pods}
    if unseen := [name for name, at in seen.items() if at is None]:
        raise EnvironmentFault(
            f"the watch did not show when {', '.join(unseen)} came", "look at the way to the API server"
        )
    came = sorted((at, name) for name, at in seen.items() if at is not None)
    due = chain(since, repeat(since[-1]))
    return {name: round(at - first, 3) for (at, name), first in zip(came, due, strict=False)}


def made_within(made: Mapping[str, float], seconds: float) -> list[str]:
    """Judge that each new pod was made within `seconds`; `made` is by pod, in seconds."""
    return [
        f"too late: new pod {name} was made after {after:.2f} s, not within {seconds:g} s"
        for name, after in made.items()
        if after > seconds
    ]
