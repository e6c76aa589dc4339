"""What became of each fault: a row each, and what falls short of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from conformance.exit_codes import ExitCode
from conformance.ledger_lines import append_rows, read_rows
from sabotage.faults.fault import SLACK_S, Kind

VERDICTS = {
    ExitCode.KEPT: "kept",
    ExitCode.BROKEN: "broken",
    ExitCode.INTERRUPTED: "none: interrupted",
    ExitCode.INTERNAL_ERROR: "none: a defect of the suite",
    ExitCode.BAD_INPUT: "none: nothing begun",
    ExitCode.NOTHING_RAN: "none: nothing ran",
    ExitCode.UNKNOWN: "unknown",
    ExitCode.LEFT_BEHIND: "kept, and left behind",
    ExitCode.PARTIAL: "kept as far as asked",
}
"""What an exit code says of the promises that a fault's run was asked for."""


@dataclass(frozen=True)
class Row:
    """One fault and what the suite said of it."""

    name: str
    what: str
    kind: Kind
    exit_code: int
    expected_code: int
    said: str
    """The first line that tells the cause, or what was said in its place."""
    told: bool
    """Whether that line tells the cause, and none before it told another."""
    seconds: float
    """From the fault to that line."""
    nature_s: float
    nature: str
    when: datetime
    suite: str
    """The commit of the suite, with `+` where files differed from it."""
    load: float | None = None
    """How many processes wanted a processor, in the mean of the minute before; not known of old rows."""

    @property
    def verdict(self) -> str:
        """What the exit code says of the promises that were asked for."""
        known = self.exit_code in set(ExitCode)
        return VERDICTS[ExitCode(self.exit_code)] if known else "none: ended by a signal"

    @property
    def over_s(self) -> float:
        """How many seconds it took beyond the fault's own time."""
        return round(self.seconds - self.nature_s, 1)

    @property
    def shortcomings(self) -> list[str]:
        """What does not hold of it; empty where all does."""
        found = []
        if not self.told:
            found.append(f"the first line is {self.said!r}")
        if self.exit_code != self.expected_code:
            found.append(f"exit code {self.exit_code}, not {self.expected_code}")
        if self.over_s > SLACK_S:
            found.append(f"{self.over_s} s more than the fault's own {self.nature_s:g} s")
        return found


_FORM = TypeAdapter(Row)


def append(row: Row, ledger: Path) -> None:
    """Add a line to the ledger, which is made where there is none."""
    append_rows(_FORM, [row], ledger)


def newest(ledger: Path, names: Iterable[str]) -> list[Row]:
    """Return the newest row of each fault of `names` that has one, in their order.

    Raises BadInput naming the line that is none of a ledger.
    """
    by_name = {row.name: row for row in read_rows(_FORM, ledger)}
    return [by_name[name] for name in names if name in by_name]
