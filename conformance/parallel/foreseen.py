"""How long several workers take for their promises, by playing their schedule through; pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from conformance.parallel.schedule import Schedule, Task, Turn
from conformance.promises import Promise

STACK_S = 8.0
"""Seconds from the first object of a stack to an answer of Keystone (docs/decisions/0008)."""


def seconds_in_workers(
    promises: Sequence[Promise], workers: int, seconds: Callable[[Promise], float]
) -> float:
    """Return how many seconds `workers` take for `promises`, each of which takes `seconds` in a serial run.

    What they take from each other on a machine or a node that is busy is not foreseen.
    """
    names = [f"w{number}" for number in range(1, workers + 1)]
    schedule = Schedule.of(promises, names)
    judging: list[tuple[float, str]] = []
    idle, now = names, 0.0
    while idle or judging:
        # Who ends may be what another waits for.
        still = [name for name in idle if not _begun(schedule, name, now, seconds, judging)]
        if len(still) == len(idle):
            now, name = heapq.heappop(judging)
            schedule.over(name)
            still.append(name)
        idle = still
    return now


def _begun(
    schedule: Schedule,
    name: str,
    now: float,
    seconds: Callable[[Promise], float],
    judging: list[tuple[float, str]],
) -> bool:
    """Let an idle worker begin or end; return whether it did either."""
    match schedule.next_for(name):
        case Task() as task:
            end = now + seconds(task.promise) + (STACK_S if task.opens else 0.0)
            heapq.heappush(judging, (end, name))
        case Turn.END:
            schedule.gone(name)
        case Turn.WAIT:
            return False
    return True
