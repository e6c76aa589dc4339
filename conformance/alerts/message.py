"""Whether somebody is to be told something now: each problem once, and once that it is over; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """What is to be said now, if anything, and what each audience knows then."""

    message: Message | None
    told: Mapping[Audience, Told]


def message_for(
    runs: Sequence[RunRecord],
    now: datetime,
    told: Mapping[Audience, Told],
    ended: ExitCode | None = None,
) -> Outcome:
    """Return the message that a series of runs, newest first, asks for at `now`.

    What an audience was `told` last and is not over is not told it again, and only a run that ended after
    that can change it. What one audience is told takes nothing from what the other knows. Where both are to
    hear that something is over the service's people come first, the others when this is asked next. `ended`
    is the exit code of a run that has just ended and may have left no report.
    """
    state = state_of(runs, now, ended)
    telling = tellings(runs)
    if problem := state.problem:
        audience = problem.kind.audience
        known = told.get(audience)
        unchanged = known is not None and not state.without_report and not _news(telling, known)
        if unchanged or (known and problem.is_still(known.problem) and not _over_meanwhile(known, telling)):
            return Outcome(None, told)
        return Outcome(Message(audience, text_of(problem, runs, now)), {**told, audience: Told(problem, now)})
    for audience in Audience if state.well else ():
        if (known := told.get(audience)) and _news(telling, known):
            others = {who: what for who, what in told.items() if who is not audience}
            return Outcome(Message(audience, recovery_of(known.problem, telling[0])), others)
    return Outcome(None, told)


def _news(telling: Sequence[RunRecord], told: Told) -> bool:
    return bool(telling) and end_of(telling[0]) > told.at


def _over_meanwhile(told: Told, telling: Sequence[RunRecord]) -> bool:
    """Whether a run since has judged a promise broken: where it could, the suite's problem was over."""
    return told.problem.kind.audience is Audience.SUITE and any(
        run.exit_code is ExitCode.BROKEN and end_of(run) > told.at for run in telling
    )
