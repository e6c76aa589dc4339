"""A clock and senders with which a probe runs in no time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

from conformance.probe import Kind, RunningProbe
from conformance.probe.connections import Outcome, Sender

LONG = 30.0
"""Seconds: never reached where a test goes well."""
PACE = "probe-pace"


class PaceClock:
    """Time goes by as the pace asks for; everybody else waits for what is to happen, in no time."""

    def __init__(self) -> None:
        self.time = 100.0
        self.patient = True

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError

    def wait(self, changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        if threading.current_thread().name == PACE or not self.patient:
            self.time += max(seconds, 0.0)
            return
        with changes:
            assert changes.wait_for(changed, LONG)


class PlayedSender:
    """Answers each request at once, but for those that the test holds back."""

    def __init__(self, clock: PaceClock, held: dict[str, Event] | None = None) -> None:
        self.clock, self.held = clock, held or {}
        self.sent: list[str] = []
        self.closed = False
        self.held_one = Event()

    def send(self, identifier: str) -> Outcome:
        self.sent.append(identifier)
        if event := self.held.get(identifier):
            self.held_one.set()
            event.wait(LONG)
        return Outcome(self.clock.now(), fresh=True, connected=self.clock.now(), status=200)

    def close(self) -> None:
        self.closed = True


class ImpatientClock(PaceClock):
    """Lets a wait end after a quarter of a second at the latest, as that of the suite does."""

    def wait(self, changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        super().wait(changes, changed, min(seconds, 0.25))


def made(clock: PaceClock, *senders: Sender, longest: float = 2.0) -> RunningProbe:
    by_kind = dict(zip(Kind, senders, strict=False))
    return RunningProbe("http://x/v3", "run", by_kind, rate=10.0, timeout=5.0, longest=longest, clock=clock)
