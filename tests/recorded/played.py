"""Time and a watch that tests play: nothing sleeps, and the cluster changes when the story says so."""

from __future__ import annotations

import threading
from collections.abc import Callable

from conformance.errors import EnvironmentFault
from conformance.observed import Snapshot


class PlayedClock:
    """A clock that goes on only when somebody waits; `story` maps seconds to what happens then."""

    def __init__(self, story: dict[float, Callable[[], None]] | None = None) -> None:
        """Begin at zero."""
        self.time = 0.0
        self.slept: list[float] = []
        self._story = sorted((story or {}).items())

    def now(self) -> float:
        """Return the played time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let `seconds` go by, with all that happens in them."""
        self.slept.append(seconds)
        self._go_to(self.time + seconds, lambda: False)

    def wait(self, _changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        """Go on to what happens next, until it changes something or `seconds` have gone by."""
        if not changed():
            self._go_to(self.time + seconds, changed)

    def _go_to(self, end: float, changed: Callable[[], bool]) -> None:
        while self._story and self._story[0][0] <= end:
            self.time, happens = self._story.pop(0)
            happens()
            if changed():
                return
        self.time = end


class PlayedWatch:
    """A watch whose snapshots the test sets."""

    def __init__(self, first: Snapshot | None = None) -> None:
        """Show `first` at the beginning."""
        self.snapshot = first or Snapshot()
        self.changes = threading.Condition()
        self.fault: EnvironmentFault | None = None
        self.fresh: Snapshot | EnvironmentFault | None = None
        """What `look_again` finds: a snapshot, a fault to raise, or (None) what the watch shows."""

    def shows(self, snapshot: Snapshot) -> None:
        """Show another snapshot."""
        self.snapshot = snapshot

    def look_again(self, timeout: float = 5.0) -> Snapshot:
        """Return what a fresh list would, within `timeout`."""
        assert timeout > 0
        if isinstance(self.fresh, EnvironmentFault):
            raise self.fresh
        return self.fresh or self.snapshot
