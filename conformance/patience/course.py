"""One wait as it goes: its bound, what was seen when, and the texts made of that."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from conformance.record import WaitRecord

LINES = 30
"""Of what was seen during a wait, the newest so many lines are told; the first one always is."""


@dataclass(frozen=True)
class WaitUnderWay:
    """A wait that goes on: what is awaited, what was last seen, how many of the allowed seconds it took."""

    awaited: str
    last_seen: str
    needed_s: float
    allowed_s: float


class Course:
    """What one wait has seen so far, and how much of its patience is left."""

    def __init__(
        self,
        now: Callable[[], float],
        awaited: str,
        event: str,
        allowed: float,
        until_deadline: float = math.inf,
    ) -> None:
        """Begin now; `now` returns monotonic seconds, `allowed` is the bound of `event`, in seconds.

        The run's deadline may leave less, `until_deadline`: then the wait is cut.
        """
        self.awaited, self.event = awaited, event
        self.allowed = min(allowed, max(0.0, until_deadline))
        self.cut = until_deadline < allowed
        self._bound = allowed
        self._now = now
        self._began = now()
        self._seen: list[tuple[float, str]] = []

    @property
    def elapsed(self) -> float:
        """Seconds since the wait began."""
        return self._now() - self._began

    @property
    def left(self) -> float:
        """Seconds of patience left; zero or less when it is used up."""
        return self.allowed - self.elapsed

    def saw(self, text: str) -> bool:
        """Note what is seen; return whether that differs from before."""
        if self._seen and self._seen[-1][1] == text:
            return False
        self._seen.append((self.elapsed, text))
        return True

    def under_way(self) -> WaitUnderWay:
        """Return the wait as a person is told of it while it goes on."""
        last = self._seen[-1][1] if self._seen else ""
        return WaitUnderWay(self.awaited, last, self.elapsed, self.allowed)

    def detail(self) -> str:
        """Return the lines below a failure's first one: what was awaited, how long, what changed."""
        told = self._seen if len(self._seen) <= LINES else [self._seen[0], *self._seen[1 - LINES :]]
        return "\n".join(
            [
                f"awaited: {self.awaited}",
                f"waited: {self.elapsed:.1f} s of {self.allowed:g} s ({self.event})",
                "seen during the wait, last at the end:",
                *(f"  +{at:.1f} s  {text}" for at, text in told),
            ]
        )

    def record(self, *, kept: bool) -> WaitRecord:
        """Return the wait as the report has it."""
        last = self._seen[-1][1] if self._seen else ""
        return WaitRecord(self.awaited, self.event, self._bound, self.elapsed, kept, last)
