"""What the ledger's runs say together; pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from conformance.endurance.ledger import Row
from conformance.endurance.newest import newest_versions
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Spread:
    """How some values lie: median, 95th percentile, the largest, and how many they are."""

    p50: float
    p95: float
    largest: float
    number: int


@dataclass(frozen=True)
class ScenarioFigures:
    """One scenario over all runs: seconds, and the share of its patience that its waits used (0 to 1)."""

    identifier: str
    not_kept: int
    seconds: Spread
    share: Spread | None
    """None where it waits for nothing."""


@dataclass(frozen=True)
class Figures:
    """All runs of the same versions together."""

    runs: int
    failures: int
    upper_bound: float
    """Of the probability that a run of a healthy stack fails: 95 %, one-sided."""
    first: datetime
    last: datetime
    cores: int
    memory_gib: int
    kubernetes: str
    images: tuple[str, ...]
    seconds: Spread
    scenarios: tuple[ScenarioFigures, ...]
    longest_wait_s: dict[str, Spread]
    """Seconds of the longest wait for each event in a run, by the name of its patience, over the runs.

    The longest counts: most waits find what they wait for at once, and would hide those that matter.
    """


def figures_of(rows: Sequence[Row]) -> Figures:
    """Return the figures of runs of the same versions, at least one."""
    failures, versions = sum(row.failed for row in rows), newest_versions(rows)
    longest: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for event, seconds in _longest_waits(row).items():
            longest[event].append(seconds)
    identifiers = dict.fromkeys(scenario.identifier for row in rows for scenario in row.scenarios)
    return Figures(
        runs=len(rows),
        failures=failures,
        upper_bound=upper_bound(failures, len(rows)),
        first=min(row.started for row in rows),
        last=max(row.started for row in rows),
        cores=rows[-1].cores,
        memory_gib=rows[-1].memory_gib,
        kubernetes=versions.kubernetes,
        images=versions.images,
        seconds=spread(row.seconds for row in rows),
        scenarios=tuple(_scenario(identifier, rows) for identifier in identifiers),
        longest_wait_s={event: spread(seconds) for event, seconds in sorted(longest.items())},
    )


def _longest_waits(row: Row) -> dict[str, float]:
    longest: dict[str, float] = {}
    for scenario in row.scenarios:
        for wait in scenario.waits:
            longest[wait.event] = max(wait.needed_s, longest.get(wait.event, 0.0))
    return longest


def _scenario(identifier: str, rows: Iterable[Row]) -> ScenarioFigures:
    found = [each for row in rows for each in row.scenarios if each.identifier == identifier]
    shares = [wait.needed_s / wait.allowed_s for each in found for wait in each.waits]
    return ScenarioFigures(
        identifier,
        sum(each.verdict is not Verdict.KEPT for each in found),
        spread(each.seconds for each in found),
        spread(shares) if shares else None,
    )


def spread(values: Iterable[float]) -> Spread:
    """Return how `values`, at least one, lie; percentiles are values that occurred (nearest rank)."""
    ordered = sorted(values)
    return Spread(
        round(median(ordered), 3), round(_nearest(ordered, 0.95), 3), round(ordered[-1], 3), len(ordered)
    )


def _nearest(ordered: Sequence[float], part: float) -> float:
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def upper_bound(failures: int, runs: int, confidence: float = 0.95) -> float:
    """Return the one-sided upper bound of a probability of which `failures` of `runs` were seen.

    Clopper and Pearson (1934): the probability at which so few failures, or fewer, have a chance of
    1 - `confidence`. Without failures that is 1 - (1 - confidence) ** (1 / runs).
    """
    if failures >= runs:
        return 1.0
    low, high = failures / runs, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(failures, runs, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(failures: int, runs: int, probability: float) -> float:
    return sum(
        math.comb(runs, k) * probability**k * (1 - probability) ** (runs - k) for k in range(failures + 1)
    )
