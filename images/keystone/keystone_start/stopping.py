"""SIGTERM before there is a server: as process 1 a program must see to it itself."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class StoppedError(Exception):
    """The container was told to stop, and nothing speaks against it."""


class StopSignal:
    """Ends a wait at once, but not a change of the database: half-made, nobody could use it."""

    def __init__(self) -> None:
        """Take SIGTERM and SIGINT from now on."""
        self.asked = False
        self._changing = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._take)

    @contextmanager
    def after_this(self) -> Iterator[None]:
        """Put a stop off until the end of the block; StoppedError there, if one was asked for."""
        self._changing = True
        try:
            yield
        finally:
            self._changing = False
        if self.asked:
            raise StoppedError

    def _take(self, *_: object) -> None:
        self.asked = True
        if not self._changing:
            raise StoppedError
