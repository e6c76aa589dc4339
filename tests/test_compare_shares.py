"""What is broken now and then is no excuse for what is broken every time."""

from __future__ import annotations

import pytest

from conformance.compare import Outcome, Side, compare
from conformance.compare.shares import chance
from conformance.compare.verdicts import Standing
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import run


def side(broken: int, of: int, day: int) -> Side:
    def one(number: int) -> RunRecord:
        verdict = Verdict.BROKEN if number < broken else Verdict.KEPT
        return run(("heal_17", verdict), run_id=f"202611{day:02}-0000{number:02}-aaaaaa")

    return Side(tuple(one(number) for number in range(of)))


def test_a_flake_that_has_become_permanent_is_worse() -> None:
    comparison = compare(side(1, 20, 20), side(20, 20, 21))
    assert comparison.outcome is Outcome.WORSE
    assert comparison.worse == ("1 broken more often (heal_17: broken in 1 of 20 → broken in 20 of 20)",)


@pytest.mark.parametrize(("before", "after"), [((1, 1), (1, 1)), ((1, 2), (2, 2)), ((20, 20), (1, 20))])
def test_what_chance_may_have_done_is_not_worse(before: tuple[int, int], after: tuple[int, int]) -> None:
    assert compare(side(*before, 20), side(*after, 21)).worse == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 2), (2, 2), 1 / 2),  # of 4 ways to draw 3 of 4 runs the 2 with both of the later ones
        ((1, 3), (3, 3), 1 / 5),  # 3 of 15
        ((2, 3), (1, 3), 19 / 20),  # all of 20 but the one with none of the later ones
    ],
)
def test_the_chance_is_counted(before: tuple[int, int], after: tuple[int, int], expected: float) -> None:
    def standing(times: int, runs: int) -> Standing:
        return Standing(Verdict.BROKEN, times, runs, "")

    assert chance(standing(*before), standing(*after)) == pytest.approx(expected)
