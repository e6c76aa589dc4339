"""Where each promise lies in a run's time, as shares of its whole; pure geometry for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from conformance.record import RunRecord, ScenarioRecord

TICK_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
"""Seconds between two ticks: round numbers only."""
MOST_TICKS = 7
GAP = 0.5
"""Seconds; a shorter pause between promises is not worth a row."""
THINNEST = 0.25
"""Percent; a bar is never thinner, or nobody would see it."""


@dataclass(frozen=True)
class Bar:
    """A stretch of time: `left` and `width` in percent of the run."""

    left: float
    width: float


@dataclass(frozen=True)
class Row:
    """One promise, or a stretch in which none ran (no `identifier`); `start` is in seconds of the run."""

    identifier: str
    title: str
    tone: str
    start: float
    seconds: float
    bar: Bar
    waits: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """All rows, and the ticks as pairs of percent and seconds."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, float], ...]
    tick_percent: float
    seconds: float


def timeline_of(run: RunRecord) -> Timeline | None:
    """Return the timeline of `run`, or `None` where nothing ran."""
    timed = sorted(_timed(run), key=lambda pair: pair[0])
    if not timed:
        return None
    last = max(start + scenario.seconds for start, scenario in timed)
    whole = max(_since(run.started, run.finished) if run.finished else 0.0, last, 0.001)
    promises = [_row(start, scenario, whole) for start, scenario in timed]
    rows = sorted([*promises, *_pauses(promises, whole)], key=lambda row: row.start)
    step = next((step for step in TICK_STEPS if whole / step <= MOST_TICKS), whole / MOST_TICKS)
    marks = range(int(whole / step) + 1)
    return Timeline(
        rows=tuple(rows),
        ticks=tuple((100 * mark * step / whole, mark * step) for mark in marks),
        tick_percent=100 * step / whole,
        seconds=whole,
    )


def _timed(run: RunRecord) -> Iterator[tuple[float, ScenarioRecord]]:
    for scenario in run.scenarios:
        if scenario.started is not None:
            yield max(_since(run.started, scenario.started), 0.0), scenario


def _since(began: datetime, moment: datetime) -> float:
    return (moment - began).total_seconds()


def _row(start: float, scenario: ScenarioRecord, whole: float) -> Row:
    return Row(
        identifier=scenario.identifier,
        title=scenario.title,
        tone=scenario.verdict,
        start=start,
        seconds=scenario.seconds,
        bar=_bar(start, scenario.seconds, whole),
        waits=tuple(_waits(start, scenario, whole)),
    )


def _waits(start: float, scenario: ScenarioRecord, whole: float) -> Iterator[Bar]:
    """Yield the waits of each sentence, one after the other from where the sentence began."""
    step_start = start
    for step in scenario.steps:
        wait_start = step_start
        for wait in step.waits:
            yield _bar(wait_start, wait.needed_s, whole)
            wait_start += wait.needed_s
        step_start += step.seconds


def _bar(start: float, length: float, whole: float) -> Bar:
    left = min(100 * start / whole, 100 - THINNEST)
    return Bar(left, max(min(100 * length / whole, 100 - left), THINNEST))


def _pauses(promises: list[Row], whole: float) -> Iterator[Row]:
    yield from _pause("Making the cluster and the stack ready", 0.0, promises[0].start, whole)
    ended = promises[0].start + promises[0].seconds
    for row, following in pairwise(promises):
        ended = max(ended, row.start + row.seconds)
        yield from _pause("Between two promises", ended, following.start, whole)
    ended = max(ended, promises[-1].start + promises[-1].seconds)
    yield from _pause("Clean-up", ended, whole, whole)


def _pause(title: str, start: float, end: float, whole: float) -> Iterator[Row]:
    if end - start >= GAP:
        yield Row("", title, "pause", start, end - start, _bar(start, end - start, whole))
