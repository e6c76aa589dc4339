"""Durations over repeated runs: an exact test, told from hand-made distributions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from statistics import mean

import pytest

from conformance.compare import Outcome, Side, compare
from conformance.compare.rank_sum import least_p, two_sided_p
from conformance.compare.timings import timings_of
from tests.report_records import kept


def side(day: int, *durations: Iterable[float]) -> Side:
    """A run a column: the n-th of each promise's durations."""
    runs = []
    for number, seconds in enumerate(zip(*durations, strict=True)):
        record = kept(
            *(f"a_{place}" for place in range(1, len(seconds) + 1)),
            run_id=f"202611{day}-0000{number:02}-aaaaaa",
        )
        for scenario, taken in zip(record.scenarios, seconds, strict=True):
            scenario.seconds = taken
        runs.append(record)
    return Side(tuple(runs))


def by_hand(before: list[float], after: list[float]) -> float:
    """The share of all ways to deal the values out in which the midranks lie as far apart."""
    values = [*before, *after]
    ranks = [
        sum(one < each for one in values) + (sum(one == each for one in values) + 1) / 2 for each in values
    ]
    expected = mean(ranks) * len(before)
    found = abs(sum(ranks[: len(before)]) - expected)
    ways = list(combinations(range(len(values)), len(before)))
    return sum(abs(sum(ranks[place] for place in way) - expected) >= found - 1e-9 for way in ways) / len(ways)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]),
        ([1.0, 3.0, 5.0], [2.0, 4.0, 6.0, 8.0]),
        ([1.0, 1.0, 2.0, 2.0], [2.0, 3.0, 3.0]),
        ([4.0, 4.0], [4.0, 4.0, 4.0]),
        ([9.0], [1.0, 2.0]),
    ],
)
def test_the_test_counts_every_way_to_deal_the_values_out(before: list[float], after: list[float]) -> None:
    assert two_sided_p(before, after) == pytest.approx(by_hand(before, after))


def test_four_and_four_that_do_not_overlap_are_two_ways_of_seventy() -> None:
    assert two_sided_p([1, 2, 3, 4], [5, 6, 7, 8]) == pytest.approx(2 / 70) == least_p(4, 4)
    assert least_p(3, 3) == pytest.approx(0.1)


def test_one_run_against_one_is_too_small_a_sample_and_says_so() -> None:
    timings = timings_of(side(20, [1.0]), side(21, [99.0]))
    assert (timings.slower, timings.tested) == ((), 0)
    assert timings.note == (
        "timings not judged: too few runs (1 run before, 1 run now); "
        "the Mann-Whitney test tells nothing apart below 4 and 4"
    )


def test_a_promise_that_takes_longer_in_every_run_is_slower_and_that_is_worse() -> None:
    comparison = compare(side(20, [1.0, 1.1, 1.2, 1.3]), side(21, [2.0, 2.1, 2.2, 2.3]))
    assert [str(each) for each in comparison.timings.slower] == [
        "a_1: median 1.15 s → 2.15 s (4 and 4 runs, p 0.029)"
    ]
    assert (comparison.outcome, comparison.sentence) == (Outcome.WORSE, "1 slower (a_1)")


def test_a_promise_that_takes_less_is_quicker_and_no_worse() -> None:
    comparison = compare(side(20, [2.0, 2.1, 2.2, 2.3]), side(21, [1.0, 1.1, 1.2, 1.3]))
    assert [each.identifier for each in comparison.timings.quicker] == ["a_1"]
    assert comparison.outcome is Outcome.NO_WORSE


def test_runs_that_overlap_are_the_same() -> None:
    assert compare(side(20, [1.0, 1.1, 1.2, 1.3]), side(21, [1.05, 1.15, 1.25, 1.0])).outcome is Outcome.SAME


def test_less_than_a_tenth_is_nothing_that_anybody_acts_on() -> None:
    timings = timings_of(side(20, [1.00, 1.01, 1.02, 1.03]), side(21, [1.04, 1.05, 1.06, 1.07]))
    assert (timings.slower, timings.tested) == ((), 1)


def test_one_promise_of_many_needs_more_runs_than_one_alone() -> None:
    slow, steady = [2.0, 2.1, 2.2, 2.3], [1.0, 1.1, 1.2, 1.3]
    few = timings_of(side(20, *[steady] * 10), side(21, slow, *[steady] * 9))
    assert few.slower == ()
    assert (
        "so few runs (4 runs before, 4 runs now) show a difference only in 6 of 10 promises at once"
        in few.note
    )
    many = timings_of(side(20, *[steady * 2] * 10), side(21, slow * 2, *[steady * 2] * 9))
    assert [each.identifier for each in many.slower] == ["a_1"]


def test_of_very_many_runs_the_newest_twenty_count() -> None:
    timings = timings_of(
        side(20, [99.0] * 5 + [1.0 + place / 100 for place in range(20)]), side(21, [5.0] * 5)
    )
    (slower,) = timings.slower
    assert len(slower.before) == 20
    assert max(slower.before) < 2


def test_runs_that_judged_several_at_once_are_not_slower_than_serial_ones() -> None:
    old, new = side(20, [1.0, 1.1, 1.2, 1.3]), side(21, [9.0, 9.1, 9.2, 9.3])
    for run in new.runs:
        run.workers = 4
    assert timings_of(old, new).slower == ()
    assert timings_of(old, new).note == "timings not judged: the runs had 1, 4 promises at once"
    assert compare(old, new).outcome is Outcome.SAME
