"""Commands that several threads run for one build: one call ends them all, with everything they started."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Protocol, TypeVar

ALONE = ("nice", "-n", "10", "setpriv", "--pdeathsig", "KILL", "--")
"""At low priority; it does not outlive the thread that started it, so that thread has to wait for it."""


class EndedError(Exception):
    """Nothing is begun any more: the build has failed elsewhere or was interrupted."""


class Started(Protocol):
    """The head of a process group of its own, such as a subprocess.Popen."""

    @property
    def pid(self) -> int:
        """Its process id, and its group's."""

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while nobody has seen its end."""

    def wait(self) -> int:
        """Wait for its end."""


StartedT = TypeVar("StartedT", bound=Started)


class EndedTogether:
    """The commands that run now; any thread may call any method."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: list[Started] = []
        self._lock = Lock()
        self._ended = False

    @contextmanager
    def running(self, start: Callable[[], StartedT]) -> Iterator[StartedT]:
        """Give the process that `start` starts as the head of a process group of its own.

        It has ended when the block is left, by force where that is by an exception. After `end_all` that
        raises EndedError, and nothing is started.
        """
        with self._lock:
            if self._ended:
                raise EndedError
            process = start()
            self._running.append(process)
        try:
            yield process
        except BaseException:
            _kill(process)
            raise
        finally:
            process.wait()
            with self._lock:
                self._running.remove(process)
        if self._ended:
            raise EndedError

    def end_all(self) -> None:
        """End every command that runs, and let none begin."""
        with self._lock:
            self._ended = True
            for process in self._running:
                _kill(process)


def _kill(process: Started) -> None:
    # Not asked politely: package managers would first finish what they are at. What a build writes goes into
    # a folder that is removed with it.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
