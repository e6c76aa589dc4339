"""What a signal does while a run holds something, and while it writes its end: to this very process."""

from __future__ import annotations

import signal
from threading import Event

import pytest

from conformance.interruption import first_of_all
from conformance.signals_held import SIGNALS, signals_held


@pytest.mark.parametrize("number", SIGNALS)
def test_what_costs_money_is_asked_to_go_before_the_rest_is_undone(number: signal.Signals) -> None:
    begun = Event()
    with first_of_all(begun.set):
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            # whatever the interrupted code still has to undo
            assert begun.wait(10)
        else:
            pytest.fail("the signal interrupted nothing")


def test_it_is_asked_for_once_however_often_one_interrupts() -> None:
    asked: list[int] = []
    done = Event()

    def act() -> None:
        asked.append(1)
        done.set()

    with first_of_all(act):
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert done.wait(10)
    assert asked == [1]


def test_a_short_end_is_not_interrupted() -> None:
    reached = False
    with signals_held():
        for number in SIGNALS:
            signal.raise_signal(number)
        reached = True
    assert reached


def test_the_handlers_of_before_are_back() -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    with first_of_all(lambda: None), signals_held():
        pass
    assert [signal.getsignal(each) for each in SIGNALS] == before
