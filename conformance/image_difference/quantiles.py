"""Quantiles of what was measured, each with its confidence interval; pure.

The interval is that of order statistics, by the binomial distribution: it assumes nothing of how the values
are distributed. H. A. David and H. N. Nagaraja, "Order Statistics", 3rd edition, section 7.1; the same that
scipy's `quantile_test` gives, which would be a hundred megabytes. `statistics` has quantiles and no interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp, lgamma, log

CONFIDENCE = 0.95
"""Of each interval by itself."""
TOO_SMALL = "sample too small"


@dataclass(frozen=True)
class Interval:
    """Between which two of the measured values a quantile lies, as far as anybody can tell."""

    low: float
    high: float


@dataclass(frozen=True)
class Quantile:
    """One quantile of a sample."""

    share: float
    """0.5 for the median, 0.95 for p95; between 0 and 1."""
    value: float
    """The nearest-rank quantile of the sample."""
    interval: Interval | None
    """None where the sample is too small: any such interval would have no end."""
    size: int

    def apart_from(self, other: Quantile) -> bool:
        """Tell whether both are known to differ: their intervals do not meet."""
        if self.interval is None or other.interval is None:
            return False
        return self.interval.high < other.interval.low or other.interval.high < self.interval.low


def quantile_of(values: Sequence[float], share: float, confidence: float = CONFIDENCE) -> Quantile:
    """Return a quantile of `values`, of which there is at least one."""
    ordered = sorted(values)
    size = len(ordered)
    ranks = ranks_of(size, share, confidence)
    interval = Interval(ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else None
    return Quantile(share, ordered[max(ceil(size * share), 1) - 1], interval, size)


def ranks_of(size: int, share: float, confidence: float = CONFIDENCE) -> tuple[int, int] | None:
    """Return the ranks, from 1, between which a quantile lies with that confidence; None: of no two of them.

    How many of `size` values lie below the quantile is binomial: either side is left out of the interval with
    at most half of what confidence leaves.
    """
    most = (1 - confidence) / 2
    at_most = list(accumulate(_binomial(size, share)))
    # from 1: the lowest rank l for which P(fewer than l below) stays within its half
    low = sum(chance <= most for chance in at_most)
    high = next((below + 1 for below, chance in enumerate(at_most) if chance >= 1 - most), size + 1)
    return (low, high) if low >= 1 and high <= size else None


def least_size(share: float, confidence: float = CONFIDENCE) -> int:
    """Return the fewest values whose quantile has an interval."""
    size = 1
    while ranks_of(size, share, confidence) is None:
        size += 1
    return size


def _binomial(size: int, share: float) -> Iterator[float]:
    """Yield the chance of 0, 1, … `size` successes, by logarithms: the factors leave a float's range."""
    for hits in range(size + 1):
        ways = lgamma(size + 1) - lgamma(hits + 1) - lgamma(size - hits + 1)
        yield exp(ways + hits * log(share) + (size - hits) * log(1 - share))
