"""The ledger: a line for each run that was ended, added to and never rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from signal import SIGTERM

from pydantic import TypeAdapter

from conformance.exit_codes import ExitCode
from conformance.ledger_lines import append_rows, read_rows

REQUESTED_WITHIN_S = 2.0
"""Seconds that docs/endings.md gives a run to ask for every deletion."""


class Stop(StrEnum):
    """How a run is ended."""

    KILL = "SIGKILL"
    TERM = "SIGTERM"


class Place(StrEnum):
    """Where it runs."""

    KEPT_BOX = "a box that stays"
    OWN_BOX = "a box of its own"


class Phase(StrEnum):
    """How far a run was."""

    NOT_BEGUN = "before its report"
    """Python reads the suite, the suite its input; nothing is made."""
    BEFORE_CLUSTER = "before its first namespace"
    BOOTING = "its box booted"
    STARTING = "its first stack started"
    JUDGING = "it judged"
    ENDING = "all was judged, it cleaned up"
    OVER = "it was over"
    """The moment came too late: nothing was ended."""


@dataclass(frozen=True)
class Row:
    """One run and its end."""

    stop: Stop
    place: Place
    number: int
    """Which of the draws of its kind it was, those too that came too late."""
    seed: str
    moment_s: float
    """Seconds from the run's start to the signal."""
    when: datetime
    load: float
    """How many processes wanted a processor at the signal, in the mean of the minute before."""
    suite: str
    """The commit of the suite, with `+` where files differed from it."""
    run_id: str
    """Empty where the run had none yet."""
    phase: Phase
    judged: int
    of: int
    """How many promises it had judged, and how many it had to."""
    exit_code: int
    """Negative where a signal ended the process."""
    ended_after_s: float
    """Seconds from the signal to the end of the process."""
    requested_after_s: float | None
    """Seconds from the signal until all was asked to go, at most; None where nothing was made."""
    last_line: str
    """What it said last; empty where it said nothing."""
    left: dict[str, int]
    """By kind what was left: when SIGTERM had ended it, or before what a killed one left was taken away."""
    cleaned_by: str
    """The command that took it away; empty where none was needed."""
    cleaned_with: int
    """Its exit code."""
    different: tuple[str, ...]
    """What differed afterwards from what was there before; empty where nothing did."""

    @property
    def counts(self) -> bool:
        """Whether the signal ended a run: SIGTERM before Python has read the suite ends Python alone."""
        unread = self.phase is Phase.NOT_BEGUN and self.exit_code == -SIGTERM
        return self.phase is not Phase.OVER and not unread

    @property
    def shortcomings(self) -> list[str]:
        """What does not hold of the promises of docs/endings.md; empty where all do."""
        found = [f"differs afterwards: {'; '.join(self.different)}"] if self.different else []
        if self.cleaned_with != ExitCode.KEPT:
            found.append(f"`{self.cleaned_by}` ended with {self.cleaned_with}")
        if self.stop is Stop.TERM and self.counts:
            found += self._of_a_stopped_run()
        return found

    def _of_a_stopped_run(self) -> list[str]:
        found = []
        if self.exit_code != ExitCode.INTERRUPTED:
            found.append(f"exit code {self.exit_code}, not {int(ExitCode.INTERRUPTED)}")
        if (self.requested_after_s or 0.0) > REQUESTED_WITHIN_S:
            found.append(f"deletions were asked for after {self.requested_after_s} s, at load {self.load:g}")
        had_made = self.requested_after_s is not None
        if had_made and self.place is Place.KEPT_BOX and "./toxw -e sweep --" not in self.last_line:
            found.append(f"the last line has no sweep: {self.last_line!r}")
        if self.left and self.place is Place.OWN_BOX:
            found.append(f"left on the machine: {self.left}")
        return found


FORM = TypeAdapter(Row)


def append(rows: Iterable[Row], ledger: Path) -> None:
    """Add lines to the ledger, which is made where there is none."""
    append_rows(FORM, rows, ledger)


def read_ledger(ledger: Path) -> list[Row]:
    """Return every line, oldest first; none where there is no file. Raises BadInput for one that is none."""
    return read_rows(FORM, ledger)
