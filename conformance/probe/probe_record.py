"""All that a probe saw, once and for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conformance.errors import InternalError
from conformance.probe.attempt import Attempt, Kind

Window = tuple[float, float]
"""From and to, in monotonic seconds; an attempt belongs to the window that it was due in."""


@dataclass(frozen=True)
class Mark:
    """Something that happened while the probe ran, at a monotonic time."""

    name: str
    at: float


@dataclass(frozen=True)
class ProbeRecord:
    """What was sent at which pace, and how it went."""

    url: str
    interval: float
    """Seconds between two requests of one kind."""
    began: float
    ended: float
    """When it was asked to stop, or else when the record was taken, in monotonic seconds."""
    started: datetime
    """`began` on the calendar, UTC."""
    attempts: tuple[Attempt, ...]
    """Those that have ended, in the order in which they were due."""
    under_way: tuple[float, ...] = ()
    """When those began that have not ended, in monotonic seconds."""
    marks: tuple[Mark, ...] = ()
    stopped_early: bool = False
    """Whether the probe came to its own bound before anybody stopped it."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that were sent."""
        return tuple(kind for kind in Kind if any(one.kind is kind for one in self.attempts))

    def at(self, mark: str) -> float:
        """Return the monotonic time of the first mark of that name; InternalError where there is none."""
        found = next((one.at for one in self.marks if one.name == mark), None)
        if found is None:
            raise InternalError(f"the probe has no mark {mark!r}")
        return found

    def since(self, mark: str) -> Window:
        """Return the window from a mark to the end."""
        return self.at(mark), self.ended

    def until(self, mark: str) -> Window:
        """Return the window from the beginning to a mark."""
        return self.began, self.at(mark)

    def within(self, between: Window | None = None, kind: Kind | None = None) -> tuple[Attempt, ...]:
        """Return the attempts that were due in a window (None: all), of a kind (None: any)."""
        first, last = between or (float("-inf"), float("inf"))
        return tuple(
            one for one in self.attempts if first <= one.scheduled <= last and kind in (None, one.kind)
        )
