"""How much of its patience each wait of a run used, a row for each bound; pure geometry for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from conformance.record import RunRecord, WaitRecord

THINNEST = 0.4
"""Percent; the stroke of a wait is never thinner, or nobody would see it."""


@dataclass(frozen=True)
class LongestWait:
    """The wait that came nearest to its bound, and the promise it belongs to."""

    identifier: str
    wait: WaitRecord
    percent: float


@dataclass(frozen=True)
class BoundUsed:
    """One bound: how many waits had it, and the strokes of all but the longest, in percent."""

    name: str
    waits: int
    in_vain: int
    longest: LongestWait
    strokes: tuple[float, ...]


def percent_used(wait: WaitRecord) -> float:
    """Return how much of its patience a wait used, 0 to 100."""
    return min(100.0, 100 * wait.needed_s / wait.allowed_s) if wait.allowed_s > 0 else 100.0


def patience_used(run: RunRecord) -> tuple[BoundUsed, ...]:
    """Return every bound that something was waited for with, the one nearest to its end first."""
    by_name = sorted(_waits(run), key=lambda each: each.wait.patience)
    bounds = [
        _bound(name, list(waits)) for name, waits in groupby(by_name, key=lambda each: each.wait.patience)
    ]
    return tuple(sorted(bounds, key=lambda bound: bound.longest.percent, reverse=True))


def _waits(run: RunRecord) -> Iterator[LongestWait]:
    for scenario in run.scenarios:
        for step in scenario.steps:
            for wait in step.waits:
                yield LongestWait(scenario.identifier, wait, percent_used(wait))


def _bound(name: str, waits: list[LongestWait]) -> BoundUsed:
    longest = max(waits, key=lambda each: (not each.wait.kept, each.percent))
    # Waits that would be drawn over each other are drawn once.
    places = {round(min(each.percent, 100 - THINNEST) / THINNEST) * THINNEST for each in waits}
    return BoundUsed(
        name=name,
        waits=len(waits),
        in_vain=sum(not each.wait.kept for each in waits),
        longest=longest,
        strokes=tuple(sorted(places)),
    )
