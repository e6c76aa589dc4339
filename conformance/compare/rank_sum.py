"""Whether two samples may well come from one distribution: the exact Mann-Whitney test; pure.

H. B. Mann and D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger than
the Other", Annals of Mathematical Statistics 18 (1947): no assumption on how durations are distributed. The
exact distribution, ties included, by B. Streitberg and J. Röhmel, "Exact distributions for permutation and
rank tests", Statistical Software Newsletter 12 (1986). A library has it too, and is a hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import comb

LARGEST = 20
"""Values of each sample: the exact distribution takes a tenth of a second there, and two samples of 20 can
show a p of 1.5e-11, far more than anybody asks for."""


def two_sided_p(before: Sequence[float], after: Sequence[float]) -> float:
    """Return how often samples of one distribution lie at least as far apart as these, 0 to 1.

    Neither may be empty, nor have more than `LARGEST` values.
    """
    ranks = _doubled_ranks([*before, *after])
    size = len(before)
    found = sum(ranks[:size])
    # all times the number of ranks: the expected sum is then a whole number
    centre = size * sum(ranks)
    far = abs(found * len(ranks) - centre)
    ways = _ways(tuple(sorted(ranks)), size)
    extreme = sum(number for total, number in ways.items() if abs(total * len(ranks) - centre) >= far)
    return extreme / comb(len(ranks), size)


def least_p(before: int, after: int) -> float:
    """Return the smallest p that samples of these sizes can show, where no values are tied."""
    return min(1.0, 2 / comb(before + after, before))


def _doubled_ranks(values: Sequence[float]) -> list[int]:
    """Return twice the rank of each value; tied ones share the middle of their ranks."""
    order = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(order)))}
    last = {value: place for place, value in enumerate(order)}
    return [first[value] + last[value] + 2 for value in values]


@cache
def _ways(ranks: tuple[int, ...], size: int) -> Mapping[int, int]:
    """Return for each sum in how many ways `size` of the ranks come to it."""
    by_size: list[dict[int, int]] = [{0: 1}, *({} for _ in range(size))]
    for rank in ranks:
        for taken in range(size, 0, -1):
            grown = by_size[taken]
            for total, number in by_size[taken - 1].items():
                grown[total + rank] = grown.get(total + rank, 0) + number
    return by_size[size]
