"""Nine clocks are asked side by side: whoever asks one after another never gets past the first of these."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from conformance.clock_reading import read_all
from conformance.errors import PromiseBroken
from conformance.patience import Patience
from conformance.refusal_clocks import RefusalClock, refused_in_time
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock

PATIENCE = Patience({"refused": 45.0, "probe-interval": 0.1, "probe-interval-late": 0.1})
HANGS = 60.0
"""Seconds after which a test that hangs ends; nothing waits that long."""


class Threads(PlayedClock):
    """Time that goes on once every clock's thread has come to its end or to its pause."""

    def sleep(self, seconds: float) -> None:
        """Let the threads go on first."""
        for thread in threading.enumerate():
            if thread.name.startswith("refusal clock"):
                thread.join(0.1)
        super().sleep(seconds)


def waiter() -> Waiter:
    return Waiter(None, PATIENCE, clock=Threads())


def clock(taken: Callable[[], bool], what: str = "a token", within: float = 1.0) -> RefusalClock:
    return RefusalClock(what, "a", within, 100.0, taken)


def test_all_clocks_are_asked_at_once() -> None:
    """Each request is answered only when all nine are under way."""
    together = threading.Barrier(9)

    def refused() -> bool:
        together.wait(HANGS)
        return False

    clocks = read_all([[clock(refused) for _ in range(9)]], waiter(), lambda: 100.2)
    assert [one.first_refused for one in clocks.clocks] == [pytest.approx(0.2)] * 9
    assert refused_in_time(clocks.clocks) == []


def test_a_clock_is_asked_while_the_next_thing_is_still_being_taken_away() -> None:
    asked = threading.Event()

    def taken_away() -> Iterator[list[RefusalClock]]:
        yield [clock(lambda: asked.set() or False, "first")]  # type: ignore[func-returns-value]  # set() is None
        assert asked.wait(HANGS), "nobody asked for the first before the second was taken away"
        yield [clock(lambda: False, "second")]

    clocks = read_all(taken_away(), waiter(), lambda: 100.2)
    assert [one.what for one in clocks.clocks] == ["first", "second"]
    assert clocks.of("second")[0].first_refused == pytest.approx(0.2)


def test_each_clock_has_its_own_bound() -> None:
    """The same second is late for the one and in time for the other."""
    now = iter([101.5, 101.6, 101.7, 101.8])
    answers = iter([True, True, False])
    short, long = clock(lambda: True, within=1.0), clock(lambda: next(answers), within=3.0)
    read_all([[short]], waiter(), lambda: next(now), pause=0.0)
    read_all([[long]], waiter(), lambda: next(now), pause=0.0)
    assert [short.is_late, long.is_late] == [True, False]
    assert [short.last_taken, long.last_taken, long.first_refused] == pytest.approx([1.5, 1.7, 1.8])


def test_no_answer_is_raised_where_the_scenario_waits() -> None:
    def silent() -> bool:
        raise PromiseBroken("no answer: http://a/v3")

    with pytest.raises(PromiseBroken, match="no answer"):
        read_all([[clock(silent), clock(lambda: True, within=1000.0)]], waiter(), lambda: 100.2, pause=HANGS)


def test_where_something_cannot_be_taken_away_nobody_goes_on_asking() -> None:
    asked = threading.Event()

    def taken() -> bool:
        asked.set()
        return True

    def taken_away() -> Iterator[list[RefusalClock]]:
        yield [clock(taken, within=1000.0)]
        assert asked.wait(HANGS)
        readers.extend(one for one in threading.enumerate() if one not in before)
        raise PromiseBroken("a revocation is answered 500")

    before, readers = threading.enumerate(), list[threading.Thread]()
    with pytest.raises(PromiseBroken, match="answered 500"):
        read_all(taken_away(), waiter(), lambda: 100.2, pause=HANGS)
    (reader,) = readers
    reader.join(HANGS / 2)
    assert not reader.is_alive()
