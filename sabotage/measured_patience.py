"""Patience: for what never comes, from what the same waits needed on this box under the same load; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from conformance.patience import BOUNDS, PAUSES
from conformance.record import RunRecord

TIMES = 3.0
"""A wait that needs three times the 99th percentile of what it needed when all was well does not come."""
LEAST_S = 10.0
"""Seconds: with few measurements a percentile is little more than the largest of them."""
PERCENTILE = 0.99
OF_WORK = ("exec", "schema-check", "sign-in")
"""What a healthy run measures no wait for: work that must come to its end, beside that of other stacks."""
SELDOM = ("probe-interval=0.3", "probe-interval-late=1")
"""How often a run of the sabotage looks at what cannot be watched.

A look through a port-forward costs all that take part in it 45 ms of cpu, and most of what a mutant's run
waits for does not come.
"""


def waits_of(records: Iterable[RunRecord]) -> dict[str, list[float]]:
    """Return the longest kept wait of each run in seconds, by the name of its patience.

    Most waits of a run find at once what they wait for, and tell nothing of how long it takes to come.
    """
    needed: dict[str, list[float]] = {}
    for record in records:
        longest: dict[str, float] = {}
        for scenario in record.scenarios:
            for wait in (wait for step in scenario.steps for wait in step.waits if wait.kept):
                longest[wait.patience] = max(wait.needed_s, longest.get(wait.patience, 0.0))
        for event, seconds in longest.items():
            needed.setdefault(event, []).append(seconds)
    return needed


def roomy() -> tuple[str, ...]:
    """Return three times each bound of the suite's own table, for what must come and shares its machine.

    Looked for seldom. Several stacks at once take longer than the one that the table is made for.
    """
    return (*(_three_times(event) for event in BOUNDS if event not in PAUSES), *SELDOM)


def overrides(needed: Mapping[str, list[float]]) -> tuple[str, ...]:
    """Return `EVENT=SECONDS` of every wait that was measured, as `--patience` takes them, looked for seldom.

    Work that no wait is measured for gets three times the bound of the suite's own table, and what was never
    seen keeps it.
    """
    measured = (f"{event}={bound_of(seconds):.1f}" for event, seconds in sorted(needed.items()))
    return (*measured, *(_three_times(event) for event in OF_WORK if event not in needed), *SELDOM)


def _three_times(event: str) -> str:
    return f"{event}={TIMES * BOUNDS[event].kubebox:g}"


def bound_of(seconds: Iterable[float]) -> float:
    """Return three times the 99th percentile (nearest rank) of the seconds measured, ten at least."""
    ordered = sorted(seconds)
    rank = math.ceil(PERCENTILE * len(ordered)) - 1
    return max(LEAST_S, TIMES * ordered[rank])
