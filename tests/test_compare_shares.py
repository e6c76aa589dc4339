"""What is broken now and then is no excuse for what is broken every time."""

from __future__ import annotations

import pytest

from conformance.compare import Outcome, Side, compare
from conformance.compare.shares import chance
from conformance.compare.verdicts import Standing
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import run


def side(broken: int, of: int, day: int, others: Verdict = Verdict.KEPT) -> Side:
    def one(number: int) -> RunRecord:
        verdict = Verdict.BROKEN if number < broken else others
        return run(("heal_17", verdict), run_id=f"202611{day:02}-0000{number:02}-aaaaaa")

    return Side(tuple(one(number) for number in range(of)))


def test_a_flake_that_has_become_permanent_is_worse() -> None:
    comparison = compare(side(1, 20, 20), side(20, 20, 21))
    assert comparison.outcome is Outcome.WORSE
    assert comparison.worse == ("1 broken more often (heal_17: broken in 1 of 20 → broken in 20 of 20)",)


@pytest.mark.parametrize(
    ("others", "told"),
    [(Verdict.UNKNOWN, "broken in 3 of 3, unknown in 7"), (Verdict.SKIPPED, "broken in 3 of 3")],
)
def test_what_was_not_judged_is_no_run_in_which_it_held(others: Verdict, told: str) -> None:
    comparison = compare(side(1, 10, 20), side(3, 10, 21, others))
    assert comparison.worse == (f"1 broken more often (heal_17: broken in 1 of 10 → {told})",)


def test_one_that_was_never_unknown_before_leaves_nobody_able_to_tell() -> None:
    comparison = compare(side(1, 10, 20), side(1, 10, 21, Verdict.UNKNOWN))
    assert comparison.outcome is Outcome.CANNOT_TELL
    assert comparison.doubts == ("1 unknown (heal_17)",)


def test_one_that_was_unknown_and_broken_before_too_moved_nothing() -> None:
    comparison = compare(side(1, 2, 20, Verdict.UNKNOWN), side(1, 2, 21, Verdict.UNKNOWN))
    assert comparison.outcome is Outcome.SAME


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
