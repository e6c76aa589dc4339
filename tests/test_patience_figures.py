"""No bound is more patient than the endurance runs showed to be needed, unless it is the product's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from conformance.endurance.figures import Figures, figures_of, spread
from conformance.endurance.ledger import row_of
from conformance.endurance.page import FORM
from conformance.options import SUITE_FOLDER
from conformance.patience import BOUNDS, Bound
from tests.report_records import STARTED, kept

FIGURES = SUITE_FOLDER / "docs" / "endurance.json"
LEAST_S, TIMES = 10.0, 5.0
"""What docs/endurance.md says: the larger of 10 s and five times the 95th percentile."""


def too_patient(figures: Figures, bounds: Mapping[str, Bound]) -> list[str]:
    """Return a line for each bound on kubebox that what was measured does not ask for.

    What no run has waited for took no time.
    """
    lines = []
    for event, bound in bounds.items():
        seen = figures.longest_wait_s.get(event)
        most = max(LEAST_S, TIMES * (seen.p95 if seen else 0.0))
        if bound.kubebox > most and not bound.products_own:
            lines.append(f"{event}: {bound.kubebox:g} s, {most:g} s are the most")
    return lines


def measured(**longest: float) -> Figures:
    """Return the figures of runs that waited so many seconds for each event."""
    record = kept("a_1")
    record.finished = STARTED + timedelta(seconds=240)
    waits = {event.replace("_", "-"): spread([seconds]) for event, seconds in longest.items()}
    return replace(figures_of([row_of(record, "f00")]), longest_wait_s=waits)


def bound(seconds: float, products_own: str = "") -> Bound:
    return Bound(seconds, seconds, "made up", products_own)


@pytest.mark.parametrize(
    ("seconds", "lines"),
    [
        (20.0, []),
        (20.1, ["pod-gone: 20.1 s, 20 s are the most"]),
        (10.0, []),
    ],
)
def test_a_bound_is_held_to_five_times_what_was_needed(seconds: float, lines: list[str]) -> None:
    assert too_patient(measured(pod_gone=4.0, token=9.0), {"pod-gone": bound(seconds)}) == lines


def test_ten_seconds_are_always_free() -> None:
    assert too_patient(measured(token=0.1), {"token": bound(10)}) == []
    assert too_patient(measured(token=0.1), {"token": bound(11)}) == ["token: 11 s, 10 s are the most"]


def test_what_was_never_waited_for_took_no_time() -> None:
    assert too_patient(measured(), {"token": bound(10)}) == []
    assert too_patient(measured(), {"token": bound(10.5)}) == ["token: 10.5 s, 10 s are the most"]


def test_the_products_own_time_is_not_held_to_what_was_needed() -> None:
    assert too_patient(measured(pod_gone=1.0), {"pod-gone": bound(45, "its grace")}) == []


@pytest.mark.skipif(not FIGURES.exists(), reason="./toxw -e endurance -- --runs 20 --write has not run yet")
def test_each_bound_is_held_to_the_endurance_runs() -> None:
    assert too_patient(FORM.validate_json(FIGURES.read_bytes()), BOUNDS) == []
