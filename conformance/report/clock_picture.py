"""The picture of a clock: how long a replica still took what was taken away; pure geometry for the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.clock_record import ClockRecord

ROOM = 1.1
"""The scale goes on a little after the last thing that happened, or the bound would lie on the edge."""


@dataclass(frozen=True)
class ClockPicture:
    """Places in percent of a scale that all clocks of a promise share."""

    clock: ClockRecord
    taken: float
    """Until here the replica took it; 0 where it never did."""
    refused: float | None
    """From here on it refused; `None` where that was not seen."""
    bound: float


def pictures_of(clocks: Iterable[ClockRecord]) -> tuple[ClockPicture, ...]:
    """Return the pictures of all clocks of one promise, on one scale."""
    known = tuple(clocks)
    moments = [s for clock in known for s in (clock.within_s, clock.last_taken_s, clock.first_refused_s) if s]
    whole = ROOM * max(moments, default=1.0)
    return tuple(
        ClockPicture(
            clock=clock,
            taken=100 * (clock.last_taken_s or 0.0) / whole,
            refused=None if clock.first_refused_s is None else 100 * clock.first_refused_s / whole,
            bound=100 * clock.within_s / whole,
        )
        for clock in known
    )
