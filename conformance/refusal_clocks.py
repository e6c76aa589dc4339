"""How long what was taken away at one replica is still taken by each: a clock for each of them.

A request that is answered tells about the moment it was sent, so a clock has two hands: when the last request
that was still taken had been sent, and when the first that was refused had been. A promise of so many
seconds is broken only by a request that was sent later and taken all the same: how often a busy machine gets
to ask, and how slowly it is answered, never breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from conformance.clock_record import ClockRecord

Taken = Callable[[], bool]
"""Asks once; whether it was taken. Raises where there is no answer."""


@dataclass
class RefusalClock:
    """One thing taken away, at one replica; the hands are in seconds since it was taken away."""

    what: str
    replica: str
    within: float
    """The bound that is promised, in seconds."""
    since: float
    """Monotonic seconds: when the request that took it away had been answered."""
    taken: Taken = field(repr=False)
    last_taken: float | None = None
    first_refused: float | None = None

    @property
    def is_read(self) -> bool:
        """Whether it has nothing more to tell: refused, or taken after the bound."""
        return self.first_refused is not None or self.is_late

    @property
    def is_late(self) -> bool:
        """Whether a request was taken that had been sent after the bound."""
        return self.last_taken is not None and self.last_taken > self.within

    def read(self, now: float) -> None:
        """Ask once; `now` is in monotonic seconds."""
        if self.taken():
            self.last_taken = now - self.since
        else:
            self.first_refused = now - self.since

    def __str__(self) -> str:
        """What is seen so far, in words."""
        return f"pod {self.replica} takes {self.what} {self.last_taken or 0:.1f} s after"


@dataclass(frozen=True)
class RefusalClocks:
    """All clocks of one scenario."""

    clocks: tuple[RefusalClock, ...]

    def of(self, what: str) -> tuple[RefusalClock, ...]:
        """Return the clocks of one thing."""
        return tuple(clock for clock in self.clocks if clock.what == what)


def refused_in_time(clocks: Iterable[RefusalClock]) -> list[str]:
    """Return a line for each clock that shows a request taken after its bound; pure."""
    return [
        f"token: pod {clock.replica} still took {clock.what} after {clock.last_taken:.1f} s,"
        f" {clock.within:g} s are promised"
        for clock in clocks
        if clock.is_late
    ]


def records_of(clocks: Iterable[RefusalClock]) -> list[ClockRecord]:
    """Return the clocks as the record of a run has them, seconds to the millisecond; pure."""
    return [
        ClockRecord(
            what=clock.what,
            replica=clock.replica,
            within_s=clock.within,
            last_taken_s=_rounded(clock.last_taken),
            first_refused_s=_rounded(clock.first_refused),
            kept=not clock.is_late,
        )
        for clock in clocks
    ]


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
