"""Pure judges of what a lost node costs those who connect meanwhile, and of when its pods are replaced."""

from __future__ import annotations

import math
from collections.abc import Collection

from conformance.observed import PodView
from conformance.probe import Attempt, Kind, ProbeRecord
from conformance.probe.fitness import kept_its_pace
from conformance.probe.judges import failures_told
from conformance.probe.probe_record import Window

SIGMAS = 3.0
"""A share that is this far above its expectation by chance alone comes once in 700 runs."""


def fair_share(nodes: int, replicas: int) -> float:
    """Return which part of new connections the loss of one of so many nodes costs at most, pods being spread.

    A connection fails that the load balancer sends to the lost node, one in `nodes`, and of the others those
    that are then sent on to a replica there: of evenly spread ones it has no more than its part, rounded up.
    """
    there = math.ceil(replicas / nodes) / replicas
    return 1 - (1 - 1 / nodes) * (1 - there)


def failed_no_more_than(record: ProbeRecord, between: Window, share: float) -> list[str]:
    """Judge that of the new connections in the window no more failed than `share`, chance allowed for."""
    kept_its_pace(record, between)
    new = record.within(between, Kind.NEW)
    failed = [one for one in new if one.failed]
    allowed = len(new) * share + SIGMAS * math.sqrt(len(new) * share * (1 - share))
    if len(failed) <= allowed:
        return []
    return [
        f"answers: {len(failed)} of {len(new)} new connections failed, {share:.0%} are a lost node's share",
        *failures_told(failed),
    ]


def share_failed(attempts: Collection[Attempt]) -> float:
    """Return which part of them failed, 0 of none."""
    return sum(one.failed for one in attempts) / len(attempts) if attempts else 0.0


def tolerated(pods: Collection[PodView]) -> float:
    """Return for how many seconds pods stay bound to a node that is unreachable: the longest of them."""
    return max((pod.stays_unreachable_s for pod in pods), default=0.0)


def replaced_in_time(took: float, pods: Collection[PodView], more: float) -> list[str]:
    """Judge that pods were replaced within their toleration and `more`; all in seconds."""
    bound = tolerated(pods) + more
    if took <= bound:
        return []
    names = ", ".join(pod.name for pod in pods)
    return [f"too late: {names} replaced {took:.1f} s after the node was not Ready, not within {bound:g} s"]


def ever_leave(pods: Collection[PodView]) -> list[str]:
    """Judge that none of the pods stays bound to a lost node for ever."""
    return [
        f"never replaced: pod {pod.name} tolerates an unreachable node for ever"
        for pod in pods
        if math.isinf(pod.stays_unreachable_s)
    ]
