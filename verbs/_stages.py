"""Stages of the house verbs: a command each, shown as it runs, and its outcome."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.exit_codes import ExitCode

ROOT = Path(__file__).resolve().parent.parent
GRACE_S = 60.0
"""How long a stage may take to clean up after it was interrupted: tests may have to end a cluster."""


@dataclass(frozen=True)
class Stage:
    """One command, run from `folder`."""

    name: str
    words: tuple[str, ...]
    folder: Path = ROOT
    environ: Mapping[str, str] | None = None
    must_be_silent: bool = False
    """Whether any output means failure, as with `gofmt -l`."""


@dataclass(frozen=True)
class Outcome:
    """How a stage ended; `status` is the command's own."""

    name: str
    status: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether it found nothing wrong."""
        return self.status == 0


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs `module` of this environment."""
    return (sys.executable, "-m", module, *arguments)


def verb_stage(
    name: str, verb: str, arguments: Sequence[str], environ: Mapping[str, str] | None = None
) -> Stage:
    """Return the stage that runs `verb` in the folder where we stand, for its words name files from there."""
    # -P: modules do not come from that folder.
    return Stage(name, (sys.executable, "-P", "-m", f"verbs.{verb}", *arguments), Path.cwd(), environ)


def run_stage(stage: Stage) -> Outcome:
    """Run one stage to its end; an interruption is passed on, and raised again when the stage has ended."""
    print(f"── {stage.name}", flush=True)
    began = time.monotonic()
    # A group of its own: Ctrl-C reaches it once, through us, and does not cut its cleaning up short.
    process = subprocess.Popen(
        stage.words,
        cwd=stage.folder,
        env=stage.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stage.must_be_silent else None,
        encoding="utf-8",
        process_group=0,
    )
    try:
        said, _ = process.communicate()
    except KeyboardInterrupt:
        _interrupt(process)
        raise
    status = process.returncode
    if said:
        print(said, end="", flush=True)
        status = status or 1
    return Outcome(stage.name, status, time.monotonic() - began)


def run_stages(stages: Sequence[Stage]) -> ExitCode:
    """Run all stages, whatever the ones before found; the outcome is BROKEN where one found something."""
    outcomes = [run_stage(stage) for stage in stages]
    broken = [outcome.name for outcome in outcomes if not outcome.passed]
    print(
        f"{len(outcomes) - len(broken)} passed, {len(broken)} failed"
        + ": " * bool(broken)
        + ", ".join(broken)
    )
    return ExitCode.BROKEN if broken else ExitCode.KEPT


def _interrupt(process: subprocess.Popen[str]) -> None:
    """Let the stage end by itself, and end it where it does not."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
