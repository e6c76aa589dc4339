"""What became of a mutant or a healthy variant: one row each, and the counts of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a row ended; worst first among those of a mutant."""

    NOT_JUDGED = "not_judged"
    """Its run gave no verdict: interrupted, or a defect."""
    SURVIVED = "survived"
    """The promise was kept, or skipped: nobody noticed."""
    KILLED_ELSEWHERE = "killed_elsewhere"
    """Another sentence noticed, or a promise broke that the fault does not touch."""
    WRONG_CAUSE = "wrong_cause"
    """The right sentence noticed, with another verdict or other words."""
    KILLED = "killed"
    """Found at its sentence, with its verdict and its words."""
    FALSE_ALARM = "false_alarm"
    """A healthy variant was called broken."""
    HEALTHY = "healthy"
    """A healthy variant was called healthy."""


GOOD = frozenset({Outcome.KILLED, Outcome.HEALTHY})
ORDER = tuple(Outcome)
COUNTED = {
    "killed": Outcome.KILLED,
    "survived": Outcome.SURVIVED,
    "killed_elsewhere": Outcome.KILLED_ELSEWHERE,
    "wrong_cause": Outcome.WRONG_CAUSE,
    "not_judged": Outcome.NOT_JUDGED,
    "healthy": Outcome.HEALTHY,
    "false_alarms": Outcome.FALSE_ALARM,
}
"""The names of the counts in sabotage.json."""


@dataclass(frozen=True)
class Finding:
    """What one promise said."""

    promise: str
    outcome: Outcome
    verdict: str
    step: str
    """The sentence at which it failed."""
    first_line: str
    expected_step: str = ""
    expected_phrase: str = ""


@dataclass(frozen=True)
class Row:
    """One mutant or healthy variant; promise, verdict, step and first line are the deciding finding's."""

    name: str
    what: str
    kind: str
    """`mutant` or `healthy variant`."""
    outcome: Outcome
    promise: str
    verdict: str
    step: str
    first_line: str
    seconds: float
    findings: tuple[Finding, ...] = ()
    report: str = ""
    """The folder of its run, relative to that of the sabotage."""
    unknown_before: str = ""
    """Why it could not be judged beside others, where it was judged once more with nothing beside it."""


@dataclass
class Sabotage:
    """A whole run of the sabotage: the one source of its reports."""

    run_id: str
    rows: list[Row] = field(default_factory=list)
    patience: list[str] = field(default_factory=list)
    """The measured patience, as `--patience` takes it."""
    not_run: list[str] = field(default_factory=list)
    seconds: float = 0.0
    fault: str = ""
    """What ended it early."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended in each way, those with none too."""
        return count(self.rows)

    @property
    def judged_again(self) -> list[str]:
        """The names of what was unknown beside others and was judged once more alone."""
        return [row.name for row in self.rows if row.unknown_before]


def count(rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of rows by outcome, in the order in which a person wants to know."""
    every = list(rows)
    return {name: sum(row.outcome is outcome for row in every) for name, outcome in COUNTED.items()}


def row_of(
    name: str, what: str, kind: str, findings: tuple[Finding, ...], seconds: float, report: str
) -> Row:
    """Return the row of what was found; the worst finding decides, the first of several alike."""
    worst = min(findings, key=lambda finding: ORDER.index(finding.outcome))
    return Row(
        name=name,
        what=what,
        kind=kind,
        outcome=worst.outcome,
        promise=worst.promise,
        verdict=worst.verdict,
        step=worst.step,
        first_line=worst.first_line,
        seconds=round(seconds, 2),
        findings=findings,
        report=report,
    )
