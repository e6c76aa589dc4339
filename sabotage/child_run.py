"""One run of the suite as a process of its own, and the record that it has left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.errors import BadInput
from conformance.options import SUITE_FOLDER
from conformance.record import RunRecord
from conformance.report.paths import LATEST
from conformance.report.run_file import read_run
from conformance.run_identity import COMMAND_VARIABLE
from sabotage.forked import Forked

PROGRAM = "verbs.conformance"
ASKED_BY_OUR_DEATH = ("setpriv", "--pdeathsig", "TERM", "--")
LOG = "terminal.log"
ENDS_WITHIN_S = 60.0
"""Seconds: two to ask for every deletion, the rest for evidence and reports of a busy machine."""


@dataclass(frozen=True)
class ChildRun:
    """What to judge: which promises of which manifests on which box, and where its reports go."""

    box: str
    manifests: Path
    folder: Path
    manifest_set: str
    promises: tuple[str, ...] = ()
    """Only these; without any, `profile` as a whole."""
    profile: str = ""
    patience: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """Return the words after `./toxw -e conformance --`."""
        words = ["--box", self.box, "--set", self.manifest_set, "--manifests", str(self.manifests)]
        words += ["--reports", str(self.folder)]
        words += ["--profile", self.profile] if self.profile else []
        words += _each("--only", self.promises)
        return [*words, *_each("--patience", self.patience), *self.more]


@dataclass(frozen=True)
class ChildEnd:
    """How a run ended; `record` is None where it has left none, and `why` tells that then."""

    record: RunRecord | None
    why: str
    seconds: float
    began: bool = True
    """Whether it got so far that something of it may be on the cluster."""


@dataclass(frozen=True)
class PoliteEnd:
    """How a run ended that was asked to end where its caller was."""

    end: ChildEnd
    interrupted: bool


def run_child(run: ChildRun, together: EndedTogether) -> ChildEnd:
    """Run it to its end and return what it wrote down itself; what it printed is kept beside that.

    It ends at once, and EndedError is raised, where `together` is ended, and dies with this process.
    """
    run.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def start() -> Forked:
        # Ctrl-C is for us alone: it is in a process group of its own, and we end it.
        return Forked(PROGRAM, run.arguments(), SUITE_FOLDER, run.folder / LOG, surroundings())

    with together.running(start) as process:
        code = process.wait()
    return _ended(run.folder, code, time.monotonic() - began)


def run_politely(words: Sequence[str], folder: Path) -> PoliteEnd:
    """Run the suite with `words` to its end; what it prints is kept in `folder`, that of its reports.

    Where this process is interrupted the run is too, so that it takes away what it made; it has
    `ENDS_WITHIN_S` for it, and a second interruption kills it. Where this process dies it is asked to end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began, interrupted = time.monotonic(), False
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            # In the folder where we stand, for words name files from there; -P: modules do not come from it.
            [*ASKED_BY_OUR_DEATH, sys.executable, "-P", "-m", PROGRAM, *words],
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us alone: we pass it on.
            process_group=0,
        )
        try:
            code = process.wait()
        except KeyboardInterrupt:
            interrupted = True
            process.send_signal(signal.SIGINT)
            try:
                code = process.wait(ENDS_WITHIN_S)
            except (KeyboardInterrupt, subprocess.TimeoutExpired):
                process.kill()
                code = process.wait()
    return PoliteEnd(_ended(folder, code, time.monotonic() - began), interrupted)


def _ended(folder: Path, code: int, seconds: float) -> ChildEnd:
    try:
        record = read_run(folder / LATEST)
    except BadInput:
        record = None
    if record is None or record.finished is None:
        said = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = said[-1] if said else "nothing was said"
        why = f"no record of its end, exit code {code}: {last}"
        return ChildEnd(None, why, seconds, began=record is not None)
    return ChildEnd(record, "", seconds)


def surroundings() -> dict[str, str]:
    """Return our environment without the command that was typed: the run is another one."""
    mine = {name: value for name, value in os.environ.items() if name != COMMAND_VARIABLE}
    return {**mine, "NO_COLOR": "1"}


def _each(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]
