"""What SIGINT and SIGTERM do while a run holds something on a cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from conformance.signals_held import handled_by


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt: SIGTERM ends a run as Ctrl-C does, else Python would die without teardown."""
    raise KeyboardInterrupt


@contextmanager
def first_of_all(act: Callable[[], object]) -> Iterator[None]:
    """Let an interruption within the block start `act` beside it, once, before it is a KeyboardInterrupt.

    What the interrupted code undoes on its way out may take long, and what costs money must not wait for it.
    For the main thread.
    """
    # No lock in it: a second signal may come while the first one's handler runs.
    begun: list[int] = []

    def handler(number: int, frame: FrameType | None) -> None:
        if not begun:
            begun.append(number)
            threading.Thread(target=act, name="first of all", daemon=True).start()
        interrupt(number, frame)

    with handled_by(handler):
        yield
