"""Runs the commands of a build of images: quiet unless one fails, and apart from the machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.clusters.kubebox.ended_together import ALONE, EndedTogether

LAST_LINES = 20
"""How much of the output of a command that failed is worth reading."""

APART = ("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc")
"""In namespaces of its own: whatever it started and mounted ends with it, however it ends."""


class FailedBuildError(Exception):
    """A command ended with another exit code than 0; `lines` are the last of its output."""

    def __init__(self, command: Sequence[str], code: int, lines: str) -> None:
        """Hold what ran, how it ended and what it said."""
        super().__init__(f"{command[0]} ended with exit code {code}")
        self.lines = lines


class Commands:
    """The commands of one build, which may run in several threads."""

    def __init__(self, together: EndedTogether) -> None:
        """Run them such that `together` ends them."""
        self._together = together

    def run(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> str:
        """Run a command to its end and return its standard output; all that it says on stderr goes to `log`.

        Raises FailedBuildError, also for a command that was ended from elsewhere, and EndedError.
        """
        with log.open("ab") as said:

            def start() -> subprocess.Popen[bytes]:
                return subprocess.Popen(
                    [*ALONE, *APART, "--", *command],
                    env={**os.environ, **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=said,
                    process_group=0,
                )

            with self._together.running(start) as process:
                output = process.communicate()[0].decode(errors="replace")
        if process.returncode != 0:
            raise FailedBuildError(command, process.returncode, _end_of(output, log))
        return output


def _end_of(output: str, log: Path) -> str:
    said = output.splitlines() + log.read_text(errors="replace").splitlines()
    return "\n".join(said[-LAST_LINES:])
