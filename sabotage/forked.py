"""Children that are forked from a server in which the suite is loaded already.

A run of the suite takes a second of a cpu to load what it needs, a sabotage is a hundred and fifty of them.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

LOADED = (
    "conformance.acceptance",
    "pytest",
    "sabotage.forked",
    "sabotage.page_compiled",
    "sabotage.loaded_for_good",
)
"""What the server imports, in this order: nothing that starts a thread or opens a connection, and no plugin
of pytest, which refuses to find one loaded."""
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(list(LOADED))


class Forked:
    """A child at the head of a process group of its own; it outlives neither this object nor this process."""

    def __init__(
        self, module: str, words: Sequence[str], folder: Path, log: Path, surroundings: Mapping[str, str]
    ) -> None:
        """Start what `python -m module` would, in `folder`, with `words` as its arguments.

        `surroundings` is its whole environment. What it prints goes to `log`. Once this returns it is in its
        own group.
        """
        # Nothing else holds this end: the child learns by it that we are gone.
        self._line, there = _SERVER.Pipe()
        arguments = (module, list(words), folder, log, dict(surroundings), there)
        self._process: ForkServerProcess = _SERVER.Process(target=_run, args=arguments)
        self._process.start()
        there.close()
        self._line.recv()

    @property
    def pid(self) -> int:
        """The child's process id, and that of its group."""
        assert self._process.pid is not None  # it was started
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        self._process.join()
        self._line.close()
        assert self._process.exitcode is not None
        return self._process.exitcode


def _run(
    module: str,
    words: list[str],
    folder: Path,
    log: Path,
    surroundings: dict[str, str],
    line: Connection,
) -> None:
    """Become what `python -m` would have started."""
    os.setpgid(0, 0)
    threading.Thread(target=_end_with, args=(line,), name="who started this", daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("ab") as said, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    line.send(None)
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with(line: Connection) -> None:
    """Wait until whoever started this is gone, and end with all that was started here."""
    with suppress(EOFError, OSError):
        line.recv()
    os.killpg(0, signal.SIGKILL)
