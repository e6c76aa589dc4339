"""One run of the suite that is sent a signal at its moment, and what was seen of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conformance.errors import BadInput
from conformance.options import SUITE_FOLDER
from conformance.record import RunRecord
from conformance.report.paths import LATEST
from conformance.report.run_file import read_run
from conformance.run_identity import git_state
from sabotage.child_run import ASKED_BY_OUR_DEATH, LOG, PROGRAM, surroundings
from sabotage.endings.draws import Draw
from sabotage.endings.ledger import Phase, Place, Row, Stop

PROFILES = "core,load_balancer"
NUMBERS = {Stop.KILL: signal.SIGKILL, Stop.TERM: signal.SIGTERM}
HANGS_AFTER_S = 120.0
"""Seconds after SIGTERM: whoever still runs then is killed, which the exit code tells."""
Made = Callable[[str], dict[str, datetime | None]]
"""Returns what the run of that name has made, and of each when its deletion was asked for."""
TO_THE_SECOND = timedelta(seconds=1)
"""How exactly an API server tells times."""


class EndedRun:
    """A run as a process; `look` has to be called again and again until it is over."""

    def __init__(self, draw: Draw, words: Sequence[str], folder: Path, made: Made) -> None:
        """Start it with `words`, its reports in `folder`; it is asked to end where this process dies."""
        self.draw = draw
        self.when = datetime.now(UTC)
        self.moment_s = 0.0
        self.load = 0.0
        self.phase = Phase.OVER
        self.made_something = False
        self.requested_after_s: float | None = None
        self.ended_after_s = 0.0
        self.namespaces_left = 0
        self._folder = folder
        self._made = made
        self._signalled = 0.0
        self._signalled_at = self.when
        folder.mkdir(parents=True)
        command = [sys.executable, "-m", PROGRAM, "--profile", PROFILES, "--reports", str(folder), *words]
        with (folder / LOG).open("wb") as log:
            self.process = subprocess.Popen(
                [*ASKED_BY_OUR_DEATH, *command],
                cwd=SUITE_FOLDER,
                env=surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self._began = time.monotonic()

    @property
    def run_id(self) -> str:
        """The run's name, empty where it has none yet."""
        latest = self._folder / LATEST
        return latest.readlink().name if latest.is_symlink() else ""

    @property
    def record(self) -> RunRecord | None:
        """What it has written down of itself so far."""
        try:
            return read_run(self._folder / LATEST)
        except BadInput:
            return None

    def look(self) -> bool:
        """Send the signal when its moment has come, see what follows, and return whether it has ended."""
        code, now = self.process.poll(), time.monotonic()
        if not self._signalled:
            if code is None and now - self._began >= self.draw.moment_s:
                self._send()
            return code is not None
        if self.draw.stop is Stop.TERM and self._is_on_kept_box:
            self._see_requests()
        if code is None:
            if now - self._signalled > HANGS_AFTER_S:
                self.process.kill()
            return False
        if not self.ended_after_s:
            self.ended_after_s = round(now - self._signalled, 2)
            self.namespaces_left = len(self._made(self.run_id)) if self._is_on_kept_box else 0
        return True

    @property
    def _is_on_kept_box(self) -> bool:
        return self.draw.place is Place.KEPT_BOX

    def _send(self) -> None:
        begun = bool(self._made(self.run_id))
        self.moment_s = round(time.monotonic() - self._began, 2)
        self.process.send_signal(NUMBERS[self.draw.stop])
        self._signalled, self._signalled_at = time.monotonic(), datetime.now(UTC)
        self.load = round(os.getloadavg()[0], 1)
        self.phase = phase_of(self.record, begun=begun, place=self.draw.place)

    def _see_requests(self) -> None:
        """Note when all was asked to go: as seen from here or as the API server tells."""
        asked = list(self._made(self.run_id).values())
        self.made_something = self.made_something or bool(asked)
        times = [each for each in asked if each is not None]
        if len(times) < len(asked):
            self.requested_after_s = None
        elif self.made_something and self.requested_after_s is None:
            seen = time.monotonic() - self._signalled
            told = (max(times) + TO_THE_SECOND - self._signalled_at).total_seconds() if times else seen
            self.requested_after_s = round(min(seen, told), 2)

    @property
    def last_line(self) -> str:
        """What it said last."""
        said = (self._folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return said[-1] if said else ""

    def row(self, left: dict[str, int], cleaned_by: str, cleaned_with: int, different: Sequence[str]) -> Row:
        """Return the ledger's line, once it has ended and what it left was taken away."""
        record, git = self.record, git_state(SUITE_FOLDER)
        judged = len(record.scenarios) if record else 0
        return Row(
            stop=self.draw.stop,
            place=self.draw.place,
            number=self.draw.number,
            seed=self.draw.seed,
            moment_s=self.moment_s,
            load=self.load,
            when=self.when,
            suite=git.commit[:12] + "+" * git.dirty,
            run_id=record.run_id if record else "",
            phase=self.phase,
            judged=judged,
            of=judged + len(record.required_not_run) if record else 0,
            exit_code=self.process.wait(),
            ended_after_s=self.ended_after_s,
            requested_after_s=self.requested_after_s,
            last_line=self.last_line.replace(str(self._folder), "FOLDER").replace(str(SUITE_FOLDER), "."),
            left=left,
            cleaned_by=cleaned_by,
            cleaned_with=cleaned_with,
            different=tuple(different),
        )


def phase_of(record: RunRecord | None, *, begun: bool, place: Place) -> Phase:
    """Return how far a run was that had written `record` and had `begun` on its cluster, or not; pure."""
    if record is None:
        return Phase.NOT_BEGUN
    if record.scenarios:
        return Phase.JUDGING if record.required_not_run else Phase.ENDING
    if begun:
        return Phase.STARTING
    return Phase.BOOTING if place is Place.OWN_BOX else Phase.BEFORE_CLUSTER
