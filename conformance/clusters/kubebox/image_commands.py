"""Runs the commands of a build side by side: quiet unless one fails, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

LAST_LINES = 20
"""How much of the output of a command that failed is worth reading."""

ALONE = ("nice", "-n", "10", "setpriv", "--pdeathsig", "KILL", "--")
"""At low priority; it does not outlive the thread that started it."""


class FailedBuildError(Exception):
    """A command ended with another exit code than 0; `lines` are the last of its output."""

    def __init__(self, command: Sequence[str], code: int, lines: str) -> None:
        """Hold what ran, how it ended and what it said."""
        super().__init__(f"{command[0]} ended with exit code {code}")
        self.lines = lines


class Commands:
    """The commands of one build, which may run in several threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._ended = False

    def run(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> str:
        """Run a command to its end and return its standard output; all that it says on stderr goes to `log`.

        Raises FailedBuildError, also for a command that was ended by `end_all`.
        """
        with log.open("ab") as said, self._lock:
            if self._ended:
                raise FailedBuildError(command, -signal.SIGTERM, "the build was interrupted")
            process = subprocess.Popen(
                [*ALONE, *command],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                process_group=0,
            )
            self._running.add(process)
        try:
            output = process.communicate()[0].decode(errors="replace")
        finally:
            self._running.discard(process)
        if process.returncode != 0:
            raise FailedBuildError(command, process.returncode, _end_of(output, log))
        return output

    def end_all(self) -> None:
        """End every command that runs, and let none begin."""
        with self._lock:
            self._ended = True
            for process in self._running:
                os.killpg(process.pid, signal.SIGTERM)


def _end_of(output: str, log: Path) -> str:
    said = output.splitlines() + log.read_text(errors="replace").splitlines()
    return "\n".join(said[-LAST_LINES:])
