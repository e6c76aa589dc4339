"""Asks for many refusal clocks side by side, a thread each: in a row, the last would be asked too late.

A bound may be as short as a second (a set without a cache), and nine requests in a row take longer than that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from conformance.judgement import Judgement, Kept, NotYet
from conformance.refusal_clocks import RefusalClock, RefusalClocks
from conformance.wait import Waiter

PAUSE = 0.5
"""Seconds between two requests for a clock: the shortest bound has two, and nine clocks load no replica."""
SLACK = 30.0
"""Seconds beyond the longest bound in which a slow cluster may be asked once more."""


def read_all(
    taken_away: Iterable[Iterable[RefusalClock]],
    waiter: Waiter,
    now: Callable[[], float] = time.monotonic,
    pause: float = PAUSE,
) -> RefusalClocks:
    """Return the clocks once each is read; each is asked from the moment on in which it comes.

    `taken_away` takes one thing away after the other, and hands over the clocks of each before it goes on.
    `now` gives monotonic seconds, `pause` is in seconds. What a request ends in, PromiseBroken among it, is
    raised here; so is PromiseBroken where a clock cannot be read within its bound and SLACK.
    """
    with _Readers(now, pause) as readers:
        for clocks in taken_away:
            readers.start(clocks)
        waiter.until_answers(
            readers.all_read,
            "each replica refuses what was taken away",
            "refused",
            within=max(clock.within for clock in readers.clocks) + SLACK,
        )
        return RefusalClocks(tuple(readers.clocks))


class _Readers:
    """The threads, which all end with the block that they were started in, or with the request under way."""

    def __init__(self, now: Callable[[], float], pause: float) -> None:
        self.clocks: list[RefusalClock] = []
        self._now = now
        self._pause = pause
        self._ended = threading.Event()
        self._failures: list[Exception] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def start(self, clocks: Iterable[RefusalClock]) -> None:
        for clock in clocks:
            self.clocks.append(clock)
            # A daemon: Ctrl-C ends the run with requests under way.
            name = f"refusal clock {len(self.clocks)}"
            threading.Thread(target=self._read, args=(clock,), name=name, daemon=True).start()

    def _read(self, clock: RefusalClock) -> None:
        try:
            while not clock.is_read and not self._ended.is_set():
                clock.read(self._now())
                if not clock.is_read:
                    self._ended.wait(self._pause)
        # Whatever it is, it is raised again where the scenario waits.
        except Exception as failure:
            self._failures.append(failure)

    def all_read(self) -> Judgement[None]:
        """Judge whether each clock is read; raise what a request ended in. For `until_answers`."""
        if self._failures:
            raise self._failures[0]
        running = [clock for clock in self.clocks if not clock.is_read]
        return NotYet(str(running[0])) if running else Kept(None, "each replica refuses, or is late")
