"""Runs one long command of a build: at low priority, as the calling user, with word of how it goes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from conformance.clusters.kubebox.ended_together import ALONE, EndedTogether
from conformance.places import Caller, caller

TELL_EVERY = 30.0
"""Seconds between two lines about a command that is still running."""
LAST_LINES = 20
"""How much of the output of a command that failed is worth reading."""


class FailedCommandError(Exception):
    """The command ended with another exit code than 0; `lines` are the last of its output."""

    def __init__(self, code: int, lines: str) -> None:
        """Hold the exit code (negative: the signal that ended it) and the output."""
        super().__init__(f"exit code {code}")
        self.lines = lines


def run_long(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    still_running: Callable[[float], None],
    together: EndedTogether,
) -> None:
    """Run a command to its end; call `still_running` with the seconds passed, each TELL_EVERY.

    Under sudo it runs as the user who called sudo, so that what it writes belongs to that user. When the
    caller is interrupted, or `together` ended, the command and all that it started are. Raises
    FailedCommandError, EndedError.
    """
    owner = _somebody_else()
    with tempfile.TemporaryFile() as output:

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [*ALONE, *command],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                user=owner.uid if owner else None,
                group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
            )

        with together.running(start) as process:
            code = _wait(process, still_running)
        if code != 0:
            raise FailedCommandError(code, _end_of(output))


def in_words(seconds: float) -> str:
    """Return a length of time as in "2 min 10 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _wait(process: subprocess.Popen[bytes], still_running: Callable[[float], None]) -> int:
    started = time.monotonic()
    while True:
        try:
            return process.wait(timeout=TELL_EVERY)
        except subprocess.TimeoutExpired:
            still_running(time.monotonic() - started)


def _somebody_else() -> Caller | None:
    owner = caller()
    return None if owner.uid == os.geteuid() else owner


def _end_of(output: IO[bytes]) -> str:
    output.seek(0)
    lines = output.read().decode(errors="replace").splitlines()
    return "\n".join([line for line in lines if not line.startswith("go: downloading")][-LAST_LINES:])
