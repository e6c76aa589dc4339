"""Whether somebody is to be told something now: each problem once, and once that it is over; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conformance.alerts.problem import Audience, Problem, end_of, state_of, tellings
from conformance.alerts.text import recovery_of, text_of
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord


@dataclass(frozen=True)
class Message:
    """One line, and whom it is for."""

    audience: Audience
    text: str


@dataclass(frozen=True)
class Told:
    """A problem that somebody has been told of and that is not over."""

    problem: Problem
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What is to be said now, if anything, and what is known then."""

    message: Message | None
    told: Told | None


def message_for(
    runs: Sequence[RunRecord], now: datetime, told: Told | None, ended: ExitCode | None = None
) -> Outcome:
    """Return the message that a series of runs, newest first, asks for at `now`.

    What was `told` last and is not over is not told again, and only a run that ended after that can change
    it. `ended` is the exit code of a run that has just ended and may have left no report.
    """
    state = state_of(runs, now, ended)
    problem = state.problem
    telling = tellings(runs)
    if told and not state.without_report and not _news(telling, told):
        return Outcome(None, told)
    if problem and (told is None or problem != told.problem):
        return Outcome(Message(problem.kind.audience, text_of(problem, runs, now)), Told(problem, now))
    if state.well and told:
        audience = told.problem.kind.audience
        return Outcome(Message(audience, recovery_of(told.problem, telling[0])), None)
    return Outcome(None, told)


def _news(telling: Sequence[RunRecord], told: Told) -> bool:
    return bool(telling) and end_of(telling[0]) > told.at
