from __future__ import annotations

from itertools import pairwise
from math import comb

import pytest

from conformance.image_difference.quantiles import Interval, Quantile, least_size, quantile_of, ranks_of


@pytest.mark.parametrize(
    ("size", "share", "ranks"),
    [
        # H. A. David and H. N. Nagaraja, and any table of the sign test: 6 values, 1 and 6; 10, 2 and 9
        (5, 0.5, None),
        (6, 0.5, (1, 6)),
        (10, 0.5, (2, 9)),
        (100, 0.5, (40, 61)),
        (71, 0.95, None),
        (2000, 0.5, (956, 1045)),
    ],
)
def test_the_ranks_of_tables(size: int, share: float, ranks: tuple[int, int] | None) -> None:
    assert ranks_of(size, share) == ranks


@pytest.mark.parametrize("share", [0.5, 0.95])
@pytest.mark.parametrize("size", [72, 80, 141])
def test_the_interval_covers_the_quantile_as_often_as_it_says(size: int, share: float) -> None:
    ranks = ranks_of(size, share)
    assert ranks is not None
    low, high = ranks
    chances = [comb(size, hits) * share**hits * (1 - share) ** (size - hits) for hits in range(size + 1)]
    assert sum(chances[:low]) <= 0.025 < sum(chances[: low + 1])
    assert sum(chances[high:]) <= 0.025 < sum(chances[high - 1 :])


def test_how_many_values_an_interval_needs() -> None:
    assert (least_size(0.5), least_size(0.95)) == (6, 72)
    assert least_size(0.95, 0.9) < least_size(0.95)


def test_of_few_values_there_is_a_figure_and_no_interval() -> None:
    assert quantile_of([3.0], 0.95) == Quantile(0.95, 3.0, None, 1)
    assert quantile_of([5, 1, 4, 2, 3], 0.5) == Quantile(0.5, 3, None, 5)


def test_a_quantile_with_its_interval() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert quantile_of(values, 0.5) == Quantile(0.5, 50.0, Interval(40.0, 61.0), 100)
    assert quantile_of(values, 0.95).value == 95.0


def test_two_are_apart_only_where_both_intervals_are_known_and_do_not_meet() -> None:
    one, touching, other = (
        Quantile(0.5, value, Interval(value - 1, value + 1), 20) for value in (10.0, 12.0, 13.0)
    )
    assert [a.apart_from(b) for a, b in pairwise((one, touching, other))] == [False, False]
    assert one.apart_from(other)
    assert other.apart_from(one)
    assert not one.apart_from(Quantile(0.5, 99.0, None, 3))
