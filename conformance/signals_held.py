"""Ctrl-C and SIGTERM kept away from what must not be left half done: a terminal's cursor, a run's reports."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
Handler = Callable[[int, FrameType | None], None]


@contextmanager
def signals_held() -> Iterator[None]:
    """Let SIGINT and SIGTERM do nothing within the block, which has to be short; afterwards all is as before.

    In any thread but the main one there is nothing to hold: signals interrupt none of these.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A function, not SIG_IGN: what is started meanwhile would inherit that, and never hear Ctrl-C again.
    with handled_by(_pass_over):
        yield


@contextmanager
def handled_by(handler: Handler) -> Iterator[None]:
    """Let `handler` get SIGINT and SIGTERM within the block, for the main thread; then all is as before."""
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, earlier in before.items():
            # None: set by somebody else than Python, who has to be asked to set it again.
            signal.signal(number, signal.SIG_DFL if earlier is None else earlier)


def _pass_over(_number: int, _frame: FrameType | None) -> None:
    """Do nothing."""
