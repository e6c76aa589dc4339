"""Which nodes carried the pods of a stack, and when; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from conformance.observed import PodView, Snapshot


@dataclass(frozen=True)
class Stay:
    """A pod's time on its node, monotonic seconds; without an end while it is there."""

    node: str
    since: float = -math.inf
    until: float = math.inf


def stays_of(snapshot: Snapshot) -> tuple[Stay, ...]:
    """Return the stays of every pod that the watch has seen on a node, those that are over too.

    A pod whose arrival fell out of the history counts as having been there ever since.
    """
    stays: dict[str, Stay] = {}
    met: set[str] = set()
    for change in snapshot.history:
        pod = change.view
        if not isinstance(pod, PodView):
            continue
        if pod.node and pod.uid not in stays:
            since = change.at if pod.uid in met or change.action == "ADDED" else -math.inf
            stays[pod.uid] = Stay(pod.node, since)
        met.add(pod.uid)
        if change.action == "DELETED" and pod.uid in stays:
            stays[pod.uid] = Stay(pod.node, stays[pod.uid].since, change.at)
    for pod in snapshot.pods.values():
        if pod.node and pod.uid not in stays:
            stays[pod.uid] = Stay(pod.node)
    return tuple(stays.values())
