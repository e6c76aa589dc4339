"""A question asked again and again while something else happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def asked_meanwhile(ask: Callable[[], T], longest: float) -> Iterator[list[T]]:
    """Call `ask` in a thread, one time right after the other, until the block ends; give what each found.

    The list grows meanwhile, and the last that was asked within the block is awaited: `longest` seconds are
    what one call takes at most. Raises at the end of the block what a call raised; none followed that.
    """
    found: list[T] = []
    faults: list[Exception] = []
    over = threading.Event()

    def on_and_on() -> None:
        try:
            while not over.is_set():
                found.append(ask())
        except Exception as fault:  # raised where the block ends
            faults.append(fault)

    thread = threading.Thread(target=on_and_on, name="asking meanwhile", daemon=True)
    thread.start()
    try:
        yield found
    finally:
        # an interrupted block does not await the last answer
        over.set()
    thread.join(longest)
    if faults:
        raise faults[0]
