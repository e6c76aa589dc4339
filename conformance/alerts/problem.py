"""What is wrong with a series of nightly runs at a moment, if anything; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from types import MappingProxyType

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.verdict import Verdict

WITHOUT_REPORT = timedelta(hours=26)
"""A night's distance, and two hours for a runner that is late."""
NIGHTS = 3
"""An environment that failed may be well tomorrow; one that fails so many nights will not be by itself,
whether it left promises unknown or undone.
"""


class Audience(StrEnum):
    """Whom a message is for."""

    SERVICE = "service"
    """Those who answer for the Keystone that is judged."""
    SUITE = "suite"
    """Those who answer for this job and its cluster."""


class Kind(StrEnum):
    """What is wrong."""

    BROKEN = "broken"
    SUITE_FAILED = "suite failed"
    BAD_INPUT = "bad input"
    NOTHING_RAN = "nothing ran"
    UNKNOWN = "unknown"
    LEFT_BEHIND = "left behind"
    PARTIAL = "partial"
    NO_REPORT = "no report"

    @property
    def audience(self) -> Audience:
        """Whom it is for: a broken promise for the service's people, the rest for the suite's."""
        return Audience.SERVICE if self is Kind.BROKEN else Audience.SUITE


AT_ONCE: Mapping[ExitCode, Kind] = MappingProxyType(
    {
        ExitCode.BROKEN: Kind.BROKEN,
        ExitCode.INTERNAL_ERROR: Kind.SUITE_FAILED,
        ExitCode.BAD_INPUT: Kind.BAD_INPUT,
        ExitCode.NOTHING_RAN: Kind.NOTHING_RAN,
        # What remains on a cluster costs money by the hour.
        ExitCode.LEFT_BEHIND: Kind.LEFT_BEHIND,
    }
)
MAY_LEAVE_NO_REPORT = frozenset({ExitCode.INTERNAL_ERROR, ExitCode.BAD_INPUT, ExitCode.NOTHING_RAN})
"""Bad input never leaves one, and a defect may come before there is one."""
AFTER_NIGHTS: Mapping[ExitCode, Kind] = MappingProxyType(
    {ExitCode.UNKNOWN: Kind.UNKNOWN, ExitCode.PARTIAL: Kind.PARTIAL}
)


@dataclass(frozen=True)
class Problem:
    """What is wrong; two of the same kind and identifiers are the same one."""

    kind: Kind
    identifiers: tuple[str, ...] = ()
    """Of broken promises, sorted."""

    def is_still(self, told: Problem) -> bool:
        """Whether this is what was told: nights that could not judge all may fail in turns."""
        return self == told or {self.kind, told.kind} <= set(AFTER_NIGHTS.values())


@dataclass(frozen=True)
class State:
    """How a series stands: with a problem, well, or neither, where nobody can tell yet."""

    problem: Problem | None = None
    well: bool = False
    without_report: bool = False
    """The problem is one that no report shows."""


def state_of(runs: Sequence[RunRecord], now: datetime, ended: ExitCode | None = None) -> State:
    """Return how a series of runs, newest first, stands at `now`.

    `ended` is the exit code of a run that has just ended and may have left no report. A run that was
    interrupted or killed says nothing, and is no report.
    """
    told = tellings(runs)
    if ended in MAY_LEAVE_NO_REPORT and not (told and told[0].exit_code is ended):
        return State(Problem(AT_ONCE[ended]), without_report=True)
    if not told or now - end_of(told[0]) > WITHOUT_REPORT:
        return State(Problem(Kind.NO_REPORT), without_report=True)
    newest = told[0]
    code = newest.exit_code or ExitCode.KEPT
    if code in AT_ONCE:
        broken = of_verdict(newest, Verdict.BROKEN) if code is ExitCode.BROKEN else ()
        return State(Problem(AT_ONCE[code], broken))
    if code in AFTER_NIGHTS:
        lasting = takewhile(lambda run: run.exit_code in AFTER_NIGHTS, told)
        nights = {run.started.date() for run in lasting}
        return State(Problem(AFTER_NIGHTS[code]) if len(nights) >= NIGHTS else None)
    return State(well=True)


def tellings(runs: Sequence[RunRecord]) -> list[RunRecord]:
    """Return those of `runs` that say something."""
    return [run for run in runs if run.finished and run.exit_code not in (None, ExitCode.INTERRUPTED)]


def of_verdict(run: RunRecord, verdict: Verdict) -> tuple[str, ...]:
    """Return the identifiers of the promises of that verdict, sorted."""
    return tuple(sorted(each.identifier for each in run.scenarios if each.verdict is verdict))


def end_of(run: RunRecord) -> datetime:
    """Return when a run ended; of one that never did, when it began."""
    return run.finished or run.started
