"""How long a run still takes, by what its promises took in earlier runs; pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from statistics import median
from types import MappingProxyType

from conformance.record import RunRecord, ScenarioRecord

RUNS = 5
"""Of the newest runs: enough for one that was slow or red not to count, few enough to be of today's code."""
COARSE_S = 90.0
"""Seconds from which on whole minutes are said; below, tens of seconds."""


def usual_seconds(runs: Iterable[RunRecord]) -> dict[str, float]:
    """Return by identifier the median of what a promise took in `runs`, whatever came of it."""
    took = seconds_taken(scenario for run in runs for scenario in run.scenarios)
    return {identifier: median(seconds) for identifier, seconds in took.items()}


def seconds_taken(scenarios: Iterable[ScenarioRecord]) -> Mapping[str, list[float]]:
    """Return by identifier what a promise took each time that it is among `scenarios`."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    for scenario in scenarios:
        took[scenario.identifier].append(scenario.seconds)
    return took


def seconds_left(
    usual: Mapping[str, float],
    to_come: Collection[str],
    running: Mapping[str, float] = MappingProxyType({}),
    alone: Collection[str] = (),
    workers: int = 1,
) -> float | None:
    """Return how many seconds the promises still take; None where no earlier run says, or none is left.

    `running` has the seconds for which each that is judged now has been going on; these are not among those
    `to_come`. One that no earlier run had counts as the median of the others. A promise that takes longer
    than usual lets the result stand still until it is over; it never grows, and is never below zero.
    `workers` judge at once, but for the promises that are judged `alone`.
    """
    if not usual or not (to_come or running):
        return None
    other = median(usual.values())
    left = {name: usual.get(name, other) for name in to_come}
    left |= {name: max(0.0, usual.get(name, other) - seconds) for name, seconds in running.items()}
    of_alone = sum(seconds for name, seconds in left.items() if name in alone)
    return of_alone + (sum(left.values()) - of_alone) / workers


def words_of(left: float | None) -> str:
    """Return `about 3 min left`, rounded up as far as such a guess goes; empty for None."""
    if left is None:
        return ""
    if left < COARSE_S:
        tens = 10 * max(1, math.ceil(left / 10))
        return "less than 10 s left" if tens == 10 else f"about {tens} s left"
    minutes = math.ceil(left / 60)
    if minutes < 60:
        return f"about {minutes} min left"
    return f"about {minutes // 60} h {minutes % 60} min left"
