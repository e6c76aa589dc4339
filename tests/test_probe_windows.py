"""A window of a probe is over once everything has ended that was due in it, be it long after."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

from conformance.judgement import NotYet
from conformance.probe import Kind, Phase, RunningProbe
from conformance.probe.connections import Outcome
from tests.played_probe import LONG, PACE, PaceClock, PlayedSender

HANGS_FOR = 8
"""Waits of a quarter of a second."""


class HangClock(PaceClock):
    """The first request is due at once and the second never; each wait is short, as in a real run."""

    def __init__(self, hangs_for: int = HANGS_FOR) -> None:
        super().__init__()
        self.hangs_for = hangs_for
        self.hangs, self.ends = Event(), Event()
        self.short_waits = 0

    def wait(self, changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        if threading.current_thread().name == PACE:
            with changes:
                assert changes.wait_for(changed, LONG if seconds > 0 else 0) or seconds <= 0
        elif self.short_waits == self.hangs_for:
            self.ends.set()
            super().wait(changes, changed, seconds)
        else:
            self.time += min(seconds, 0.25)
            self.short_waits += 1


class Hanging(PlayedSender):
    """Its only request gets no answer, which is known when the clock says so."""

    def __init__(self, clock: HangClock) -> None:
        super().__init__(clock)
        self.hangs, self.ends = clock.hangs, clock.ends

    def send(self, identifier: str) -> Outcome:
        assert identifier == "run-new-0"
        self.hangs.set()
        assert self.ends.wait(LONG)
        now = self.clock.now()
        return Outcome(now, fresh=True, connected=now, phase=Phase.UNANSWERED, words="no answer in time")


def hanging(clock: HangClock) -> RunningProbe:
    by_kind = {Kind.NEW: Hanging(clock)}
    probe = RunningProbe("http://x/v3", "run", by_kind, rate=0.1, timeout=5.0, longest=100.0, clock=clock)
    probe.mark("deleted")
    probe.start()
    assert clock.hangs.wait(LONG)
    return probe


def test_a_window_is_over_when_what_was_due_in_it_has_ended() -> None:
    probe = hanging(HangClock())
    record = probe.lasts(1.0)
    assert [one.failed for one in record.attempts] == [True]
    probe.close()


def test_a_window_does_not_wait_for_ever() -> None:
    """A second longer than a request may take: after six, of which four waits make one."""
    clock = HangClock(hangs_for=1000)
    probe = hanging(clock)
    assert probe.lasts(1.0).attempts == ()
    assert clock.time == 107.0
    clock.ends.set()
    probe.close()


def test_a_probe_may_go_on_whatever_hangs() -> None:
    clock = HangClock()
    probe = hanging(clock)
    assert probe.goes_on(1.0) == clock.time == 101.0
    assert probe.so_far().under_way == (100.0,)
    clock.ends.set()
    probe.close()


def test_what_hangs_is_not_steady() -> None:
    clock = HangClock()
    probe = hanging(clock)
    clock.time = 101.0
    judgement = probe.answers_steadily(1.0, "deleted")
    assert isinstance(judgement, NotYet)
    assert judgement.why.startswith("1 of the last 1 requests failed, the last: run-new-0")
    probe.close()
