"""The probe's own promise: each request when it is due, whatever became of the others, and never for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

import pytest

from conformance.errors import InternalError
from conformance.probe import Kind, Phase, ProbeRecord, RunningProbe, start_probe
from conformance.probe.connections import KeptConnections, NewConnections, Outcome, Sender, Target
from tests.played_probe import LONG, ImpatientClock, PaceClock, PlayedSender, made
from tests.played_wire import answering, unused_port, wire


def test_a_slow_pace_is_kept_too() -> None:
    clock = ImpatientClock()
    by_kind: dict[Kind, Sender] = {Kind.NEW: PlayedSender(clock)}
    probe = RunningProbe("http://x/v3", "run", by_kind, rate=0.5, timeout=5.0, longest=8.0, clock=clock)
    probe.start()
    probe.lasts(1000.0)
    record = probe.stop()
    assert [one.scheduled for one in record.attempts] == [100.0, 102.0, 104.0, 106.0]
    assert min(one.late for one in record.attempts) >= 0.0


def test_each_request_is_due_at_its_own_time_and_the_probe_ends_by_itself() -> None:
    clock = PaceClock()
    senders = PlayedSender(clock), PlayedSender(clock)
    probe = made(clock, *senders)
    probe.start()
    probe.lasts(1000.0)
    record = probe.stop()
    assert record.stopped_early
    assert [one.scheduled for one in record.attempts] == pytest.approx([100 + 0.05 * n for n in range(40)])
    assert [one.kind for one in record.attempts] == [*Kind] * 20
    assert [one.identifier for one in record.attempts][:3] == ["run-new-0", "run-kept-0", "run-new-1"]
    assert len({one.identifier for one in record.attempts}) == 40
    assert all(sender.closed for sender in senders)
    assert probe.stop() is record


def test_a_request_that_hangs_holds_back_no_other() -> None:
    clock, released = PaceClock(), Event()
    sender = PlayedSender(clock, {"run-new-0": released})
    probe = made(clock, sender)
    probe.start()
    probe.lasts(1000.0)
    assert sender.held_one.wait(LONG)
    so_far = probe.so_far()
    assert "run-new-0" not in [one.identifier for one in so_far.attempts]
    assert so_far.under_way
    released.set()
    record = probe.stop()
    assert [one.identifier for one in record.attempts] == [f"run-new-{number}" for number in range(20)]
    assert record.attempts[0].seconds >= 1.9


def test_what_outlasts_its_own_bound_is_a_failure() -> None:
    clock, released = PaceClock(), Event()
    probe = made(clock, PlayedSender(clock, {"run-new-19": released}))
    probe.start()
    probe.lasts(1000.0)
    clock.patient = False
    record = probe.stop()
    released.set()
    lost = next(one for one in record.attempts if one.identifier == "run-new-19")
    assert (lost.phase, lost.words) == (Phase.UNANSWERED, "still under way")
    assert lost.fresh


def test_marks_are_kept_with_their_times() -> None:
    clock = PaceClock()
    probe = made(clock, PlayedSender(clock))
    probe.mark("deleted")
    clock.time = 103.0
    probe.mark("replaced")
    record = probe.so_far()
    assert (record.at("deleted"), record.at("replaced")) == (100.0, 103.0)


def test_a_sender_that_breaks_is_a_defect_of_the_suite() -> None:
    class Broken(PlayedSender):
        def send(self, identifier: str) -> Outcome:
            raise ValueError(identifier)

    clock = PaceClock()
    probe = made(clock, Broken(clock))
    probe.start()
    with pytest.raises(InternalError, match="the probe broke: ValueError"):
        probe.lasts(1000.0)
    with pytest.raises(InternalError, match="the probe broke: ValueError"):
        probe.stop()


def test_an_exception_in_the_block_ends_the_probe_without_waiting() -> None:
    clock, released = PaceClock(), Event()
    sender = PlayedSender(clock, {"run-new-0": released})
    probe = made(clock, sender)
    probe.start()
    with pytest.raises(KeyboardInterrupt), probe:
        raise KeyboardInterrupt
    assert sender.closed
    released.set()


def test_threads_keep_no_process_alive() -> None:
    with wire(answering()) as port, start_probe(f"http://127.0.0.1:{port}", name="run", rate=100.0):
        own = [thread for thread in threading.enumerate() if thread.name.startswith("probe-")]
        assert own
        assert all(thread.daemon for thread in own)


class Telling:
    """A sender that tells whenever a request has ended."""

    def __init__(self, inner: Sender, ended: threading.Condition) -> None:
        self.inner, self.ended = inner, ended

    def send(self, identifier: str) -> Outcome:
        outcome = self.inner.send(identifier)
        with self.ended:
            self.ended.notify_all()
        return outcome

    def close(self) -> None:
        self.inner.close()


def test_a_server_that_is_away_for_a_while() -> None:
    """What was due before may begin after it on a busy machine: each step waits for what was due in it."""
    port, ended = unused_port(), threading.Condition()
    target = Target(f"http://127.0.0.1:{port}/v3", LONG)
    new, kept = Telling(NewConnections(target), ended), Telling(KeptConnections(target, 4), ended)
    senders = {Kind.NEW: new, Kind.KEPT: kept}
    probe = RunningProbe("http://x/v3", "run", senders, rate=100.0, timeout=LONG, longest=600.0)

    def until(what: Callable[[ProbeRecord], bool]) -> None:
        with ended:
            assert ended.wait_for(lambda: what(probe.so_far()), LONG)

    def phases(record: ProbeRecord, since: str) -> list[set[Phase | None]]:
        return [{one.phase for one in record.within(record.since(since), kind)} for kind in Kind]

    with wire(answering(), port=port):
        probe.start()
        until(lambda record: {"run-new-0", "run-kept-0"} <= {one.identifier for one in record.attempts})
    probe.mark("gone")
    until(lambda record: all(Phase.CONNECTING in each for each in phases(record, "gone")))
    with wire(answering(), port=port):
        probe.mark("back")
        until(lambda record: all(None in each for each in phases(record, "back")))
        record = probe.stop()
    assert [record.within(None, kind)[0].failed for kind in Kind] == [False] * 2
    assert phases(record, "back") == [{None}] * 2
