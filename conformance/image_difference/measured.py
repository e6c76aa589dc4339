"""Time and memory of two images, measured in turn so that whatever else goes on hits both alike; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from conformance.image_difference.quantiles import TOO_SMALL, Quantile, quantile_of
from conformance.report.phrases import milliseconds, size

T = TypeVar("T")
ROUNDS = 80
"""Tokens that each image issues: p95 has an interval from 72 on, and each takes a quarter of a second."""
SHARES = (0.5, 0.95)
"""Median and p95."""


@dataclass(frozen=True)
class Measured:
    """One quantile of one thing, before and after."""

    what: str
    unit: str
    """`s` or `bytes`."""
    before: Quantile
    after: Quantile

    @property
    def name(self) -> str:
        """Return `token issue p95`."""
        share = self.before.share
        return f"{self.what} {'p50' if share == SHARES[0] else f'p{100 * share:g}'}"

    @property
    def verdict(self) -> str:
        """Say what both figures tell of each other."""
        if self.before.interval is None or self.after.interval is None:
            return TOO_SMALL
        if not self.before.apart_from(self.after):
            return "not told apart"
        return "more" if self.after.value > self.before.value else "less"

    def __str__(self) -> str:
        """Return `token issue p50: 251 ms (248 ms to 255 ms) → 260 ms (…): more (80 readings)`."""
        told = f"{self.name}: {self.told(self.before)} → {self.told(self.after)}: {self.verdict}"
        return f"{told} ({min(self.before.size, self.after.size)} readings)"

    def told(self, one: Quantile) -> str:
        """Return a figure with its interval, or that there is none."""
        form = _FORMS[self.unit]
        interval = one.interval
        between = f"{form(interval.low)} to {form(interval.high)}" if interval else TOO_SMALL
        return f"{form(one.value)} ({between})"


_FORMS: Mapping[str, Callable[[float], str]] = {
    "s": lambda value: milliseconds(1000 * value),
    "bytes": lambda value: size(round(value)),
}


def in_turn(sides: Sequence[T], rounds: int, do: Callable[[T, int], None]) -> None:
    """Do something with each side in each round, the sides in turn the first to be served.

    A machine that grows slower meanwhile is no slower for one of them.
    """
    for number in range(rounds):
        order = sides if number % 2 == 0 else tuple(reversed(sides))
        for side in order:
            do(side, number)


def measured(
    what: str, unit: str, before: Sequence[float], after: Sequence[float], shares: Sequence[float] = SHARES
) -> tuple[Measured, ...]:
    """Return each quantile of both samples; nothing where one of them is empty."""
    if not before or not after:
        return ()
    return tuple(
        Measured(what, unit, quantile_of(before, share), quantile_of(after, share)) for share in shares
    )
