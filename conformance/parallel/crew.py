"""The workers of a run: forked before the run has a thread, ended by it, and dead as soon as it is.

A fork costs a few milliseconds; a worker that is started anew loads the suite for two seconds of a cpu.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.context import ForkProcess

from conformance.interruption import interrupt
from conformance.parallel.line import Line

Work = Callable[[Line], None]
"""What a worker does, until it is told to end or the line breaks."""
_FORK = multiprocessing.get_context("fork")


@dataclass
class Member:
    """A worker as the controller sees it."""

    name: str
    line: Line
    process: ForkProcess

    def signal(self, number: int) -> None:
        """Send it a signal; one that has ended gets none."""
        with suppress(ProcessLookupError):
            os.kill(self.process.ident or 0, number) if self.process.is_alive() else None

    def ended_by(self) -> str:
        """Return in words how its process ended, once its line is broken."""
        self.process.join()
        code = self.process.exitcode or 0
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


@contextmanager
def crew_of(number: int, work: Work) -> Iterator[tuple[Member, ...]]:
    """Give `number` workers that do `work` until the end of the block; none is left then, however it ends.

    To be called from a process without other threads. Ctrl-C on a terminal reaches none of them: they have
    process groups of their own, and the controller alone says when they end.
    """
    # Nothing is ever sent over it: when the last holder of its other end is gone, so is the controller.
    lifeline, controller_lives = os.pipe()
    members: list[Member] = []
    try:
        for name in (f"w{each}" for each in range(1, number + 1)):
            members.append(_forked(name, work, lifeline, controller_lives, members))
        yield tuple(members)
    finally:
        os.close(lifeline)
        for member in members:
            member.process.kill()
        for member in members:
            member.process.join()
            member.line.connection.close()
        os.close(controller_lives)


def _forked(name: str, work: Work, lifeline: int, lives: int, before: Sequence[Member]) -> Member:
    ours, theirs = _FORK.Pipe()

    def begin() -> None:
        os.setpgid(0, 0)
        os.close(lives)
        for connection in (ours, *(member.line.connection for member in before)):
            connection.close()
        threading.Thread(target=_end_with, args=(lifeline,), name="the controller", daemon=True).start()
        signal.signal(signal.SIGINT, interrupt)
        signal.signal(signal.SIGTERM, interrupt)
        with suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
            work(Line(theirs))

    process = _FORK.Process(target=begin, name=f"worker {name}")
    process.start()
    theirs.close()
    return Member(name, Line(ours), process)


def _end_with(lifeline: int) -> None:
    """Wait until the controller is gone, and end with all that was started here."""
    with suppress(OSError):
        os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)
