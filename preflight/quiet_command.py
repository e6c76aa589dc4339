"""Runs a command of the set-up: quiet unless it fails."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Mapping, Optional, Sequence

from preflight.outcome import SET_UP_FAILED, Interrupted, Stop

TAIL_LINES = 20
ENDS = (signal.SIGINT, signal.SIGTERM)
GRACE_S = 30.0
"""How long a command may take to stop when asked to: apt finishes the package in its hands."""


def run_quietly(
    words: Sequence[str], log: Path, what: str, environ: Optional[Mapping[str, str]] = None
) -> None:
    """Run `words` with their output appended to `log`.

    Raises Stop (6) that names `what` failed and ends with the log's last lines; Interrupted after the
    command has stopped too.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        out.write("$ " + " ".join(words) + "\n")
        out.flush()
        # A signal that hits before the command is known here would leave it running: it is held until then.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        try:
            # A session of its own: one signal then reaches everything that the command started.
            process = subprocess.Popen(
                list(words),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=environ,
                start_new_session=True,
                preexec_fn=_hear_interrupts,
            )
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
            raise
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
            status = process.wait()
        except (KeyboardInterrupt, Interrupted):
            _stop(process)
            raise
    if status != 0:
        ends = f"the log is {log}, it ends:\n{tail(log)}"
        raise Stop(SET_UP_FAILED, f"toxw: {what} failed (exit {status}); {ends}")


def _hear_interrupts() -> None:
    """Undo what a script's `&` does to what it starts: with SIGINT ignored `_stop` would wait for nothing."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def tail(log: Path) -> str:
    """Return the last lines of `log`, indented."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join("    " + line for line in lines)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the command and all that it started to stop; insist when its time is over."""
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=GRACE_S)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        else:
            return
