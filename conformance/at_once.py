"""Many requests at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from conformance.errors import EnvironmentFault

T = TypeVar("T")
STARTING_SECONDS = 30.0
"""How long all threads may take to be there: a machine that starts a hundred slower can show nothing."""


def at_once(times: int, ask: Callable[[], T]) -> tuple[T, ...]:
    """Call `ask` in `times` threads, which all begin when the last one is there; return what each found.

    Raises EnvironmentFault where this machine has not started them all within STARTING_SECONDS.
    """
    together = threading.Barrier(times)

    def one(_: int) -> T:
        together.wait(STARTING_SECONDS)
        return ask()

    try:
        with ThreadPoolExecutor(times) as threads:
            return tuple(threads.map(one, range(times)))
    except threading.BrokenBarrierError as late:
        raise EnvironmentFault(
            f"{times} threads were not there within {STARTING_SECONDS:g} s",
            "run on a machine with a core to spare",
        ) from late
