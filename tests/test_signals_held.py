"""What must not be left half done hears no Ctrl-C; after it everything is as before."""

from __future__ import annotations

import signal
import threading

import pytest

from conformance.signals_held import SIGNALS, signals_held


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_within_the_block_does_nothing_and_one_after_it_what_it_did_before(
    number: signal.Signals,
) -> None:
    before = signal.signal(number, signal.default_int_handler)
    try:
        with signals_held():
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    finally:
        signal.signal(number, before)


def test_after_an_error_everything_is_as_before_too() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(LookupError), signals_held():
        raise LookupError
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_in_a_thread_nothing_is_changed() -> None:
    seen: list[object] = []

    def look() -> None:
        with signals_held():
            seen.extend(signal.getsignal(number) for number in SIGNALS)

    before = [signal.getsignal(number) for number in SIGNALS]
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == before
