from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

from conformance.errors import ClusterUnreachable, EnvironmentFault, InternalError, PromiseBroken
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import Snapshot
from conformance.patience import Patience
from conformance.record import WaitRecord
from conformance.wait import MonotonicClock, Waiter
from tests.recorded.played import PlayedClock, PlayedWatch

T = TypeVar("T")
PATIENCE = Patience({"token": 10.0, "probe-interval": 0.5, "probe-interval-late": 0.5})
SELDOM_LATER = Patience({"token": 10.0, "probe-interval": 1.0, "probe-interval-late": 4.0})
REFUSED = NotYet("connection refused")


class ClockThatGoesOnByItself(PlayedClock):
    """A clock on which each look costs a third of a second, as on a machine with other work."""

    def now(self) -> float:
        """Return the played time, and let some go by."""
        self.time += 0.3
        return self.time


def probe(answers: Iterable[Judgement[str]]) -> Callable[[], Judgement[str]]:
    left = list(answers)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_an_answer_ends_the_wait() -> None:
    clock, records = PlayedClock(), list[WaitRecord]()
    waiter = Waiter(None, PATIENCE, recorder=records.append, clock=clock)
    assert waiter.until_answers(probe([REFUSED, REFUSED, Kept("hello")]), "an answer", "token") == "hello"
    assert clock.slept == [0.5, 0.5]
    assert records == [WaitRecord("an answer", "token", 10.0, 1.0, True, "as promised")]


def test_answers_in_a_row_begin_anew_after_each_failure() -> None:
    clock, seen = PlayedClock(), list[str]()
    waiter = Waiter(None, PATIENCE, progress=lambda wait: seen.append(wait.last_seen), clock=clock)
    ok = Kept("hello", "200")
    waiter.until_answers(probe([ok, ok, REFUSED, ok, ok, ok]), "steady answers", "token", times=3)
    assert seen == [
        "200 (1 of 3 in a row)",
        "200 (2 of 3 in a row)",
        "connection refused",
        "200 (1 of 3 in a row)",
        "200 (2 of 3 in a row)",
        "200 (3 of 3 in a row)",
    ]
    assert clock.time == 2.5


def test_what_does_not_come_is_asked_for_less_often_later_and_once_more_at_the_end() -> None:
    clock = PlayedClock()
    with pytest.raises(PromiseBroken, match="not within 10 s"):
        Waiter(None, SELDOM_LATER, clock=clock).until_answers(probe([REFUSED]), "an answer", "token")
    assert clock.slept == [1.0, 1.0, 1.0, 4.0, 3.0]


def test_what_comes_late_is_still_asked_for_often_in_a_row() -> None:
    clock = PlayedClock()
    late: list[Judgement[str]] = [*[REFUSED] * 4, Kept("hello"), Kept("hello")]
    Waiter(None, SELDOM_LATER, clock=clock).until_answers(probe(late), "answers", "token", times=2)
    assert clock.slept == [1.0, 1.0, 1.0, 4.0, 1.0]


def test_a_pause_that_was_asked_for_does_not_become_shorter() -> None:
    patience = Patience({"probe-interval": 2.0, "probe-interval-late": 0.5})
    assert patience.between_probes(60.0) == 2.0


def test_no_answer_is_a_broken_promise() -> None:
    clock = PlayedClock()
    with pytest.raises(PromiseBroken, match=r"^connection refused \(not within 10 s: an answer\)$"):
        Waiter(None, PATIENCE, clock=clock).until_answers(probe([REFUSED]), "an answer", "token")
    assert clock.time == 10


def test_too_few_answers_in_a_row_are_none() -> None:
    with pytest.raises(PromiseBroken, match="only 21 of 100 answers in a row"):
        Waiter(None, PATIENCE, clock=PlayedClock()).until_answers(probe([Kept("")]), "it", "token", times=100)


def test_a_final_answer_ends_the_wait() -> None:
    clock = PlayedClock()
    with pytest.raises(EnvironmentFault, match="refused"):
        Waiter(None, PATIENCE, clock=clock).until_answers(
            probe([Never("refused", "credentials-refused")]), "it", "token"
        )
    assert clock.time == 0


def test_what_the_api_server_shows_of_it_is_the_first_line() -> None:
    rung = NotYet("not started: pod p: a container keeps ending", "crash-loop")
    waiter = Waiter(PlayedWatch(), PATIENCE, clock=PlayedClock())
    with pytest.raises(PromiseBroken, match=r"^not started: pod p") as caught:
        waiter.until_answers(probe([REFUSED]), "an answer", "token", meanwhile=lambda _: rung)
    assert "connection refused" in caught.value.detail


def test_a_stack_that_stands_leaves_the_first_line_to_the_probe() -> None:
    waiter = Waiter(PlayedWatch(), PATIENCE, clock=PlayedClock())
    with pytest.raises(PromiseBroken, match=r"^connection refused"):
        waiter.until_answers(probe([REFUSED]), "an answer", "token", meanwhile=lambda _: Kept(None))


def test_an_image_that_is_not_found_ends_the_wait_for_an_answer() -> None:
    clock = PlayedClock()

    def hopeless(_: Snapshot) -> Judgement[None]:
        return Never("image not pulled: pod p: image not found", "image-not-found")

    with pytest.raises(PromiseBroken, match=r"^image not pulled"):
        Waiter(PlayedWatch(), PATIENCE, clock=clock).until_answers(
            probe([REFUSED]), "an answer", "token", meanwhile=hopeless
        )
    assert clock.time == 0


def test_no_answer_while_the_cluster_is_gone_is_unknown() -> None:
    watch = PlayedWatch()
    watch.fresh = ClusterUnreachable("the API server does not answer")
    with pytest.raises(ClusterUnreachable):
        Waiter(watch, PATIENCE, clock=PlayedClock()).until_answers(probe([REFUSED]), "an answer", "token")


def test_a_condition_needs_a_watch() -> None:
    with pytest.raises(InternalError, match="needs a watch"):
        Waiter(None, PATIENCE).until(lambda _: Kept(None), "it", "token")


def not_yet(waiting: threading.Event) -> Judgement[None]:
    waiting.set()
    return REFUSED


def interrupt_once_waiting(waiting: threading.Event) -> threading.Thread:
    def interrupt() -> None:
        waiting.wait(10)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    return thread


def test_an_interrupt_passes_through_a_real_wait() -> None:
    watch, waiting = PlayedWatch(), threading.Event()
    thread = interrupt_once_waiting(waiting)
    with pytest.raises(KeyboardInterrupt):
        Waiter(watch, PATIENCE).until(lambda _: not_yet(waiting), "it", "token")
    thread.join(10)


def test_an_interrupt_passes_through_a_real_probe() -> None:
    waiting = threading.Event()
    thread = interrupt_once_waiting(waiting)
    with pytest.raises(KeyboardInterrupt):
        Waiter(None, PATIENCE).until_answers(lambda: not_yet(waiting), "it", "token")
    thread.join(10)


def test_a_signal_that_came_just_before_a_wait_began_is_not_slept_over() -> None:
    class Blocking(threading.Condition):
        seconds = 0.0

        def wait_for(self, predicate: Callable[[], T], timeout: float | None = None) -> T:
            self.seconds = timeout or 0.0
            return predicate()

    changes = Blocking()
    MonotonicClock().wait(changes, lambda: False, 600.0)
    assert 0 < changes.seconds <= 0.25
    MonotonicClock().wait(changes, lambda: False, 0.1)
    assert changes.seconds == 0.1


def test_the_real_clock_wakes_on_a_change() -> None:
    clock, changes, changed = MonotonicClock(), threading.Condition(), threading.Event()

    def change() -> None:
        with changes:
            changed.set()
            changes.notify_all()

    thread = threading.Thread(target=change)
    thread.start()
    clock.wait(changes, changed.is_set, 10)
    thread.join(10)
    assert changed.is_set()


def test_patience_that_ends_between_two_looks_at_the_clock_is_not_slept() -> None:
    clock = ClockThatGoesOnByItself()
    with pytest.raises(PromiseBroken, match=r"^connection refused \(not within 10 s: an answer\)$"):
        Waiter(None, PATIENCE, clock=clock).until_answers(probe([REFUSED]), "an answer", "token")
    assert min(clock.slept) > 0
