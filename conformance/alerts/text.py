"""A message's words: what it is about, since when, what changed, and how to run just that; pure."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime

from conformance.alerts.problem import Kind, Problem, end_of, of_verdict, tellings
from conformance.alerts.since import beginning_of
from conformance.record import RunRecord
from conformance.report.again import command_for
from conformance.report.phrases import one_line
from conformance.verdict import Verdict

LONGEST = 199
"""Characters: what a pager or a phone's lock screen shows whole."""
NAMED = 3
"""So many promises are named; the rest are counted."""
LONGEST_COMMAND = 90
SHORTEST_CHANGE = 16
"""Fewer characters than this say nothing of a change."""


def text_of(problem: Problem, runs: Sequence[RunRecord], now: datetime) -> str:
    """Return the message for `problem` of `runs`, newest first, in one line of at most LONGEST characters."""
    told = tellings(runs)
    newest = told[0] if told else None
    if problem.kind is Kind.NO_REPORT:
        hours = f" ({(now - end_of(newest)).total_seconds() / 3600:.0f} h)" if newest else ""
        since = f"since {moment(end_of(newest))}{hours}" if newest else "yet"
        return fitted(f"no report {since}: look at the scheduled job", "", again(newest, ()))
    beginning = beginning_of(problem, runs)
    if newest is None or beginning is None:
        what = f"{problem.kind} at {moment(now)}, and no report: read the job's last line"
        return fitted(what, "", again(newest, ()))
    what = f"{_subject(problem, newest)} since {moment(beginning.first.started)}"
    return fitted(what, beginning.changed, again(newest, _to_run(problem, newest)))


def recovery_of(problem: Problem, run: RunRecord) -> str:
    """Return the message that `problem` is over, as the green `run` shows."""
    what = named(problem.identifiers) if problem.identifiers else f"“{problem.kind}”"
    be = "are" if len(problem.identifiers) > 1 else "is"
    over = f"{be} kept again" if problem.identifiers else "is over"
    return one_line(f"recovered: {what} {over}, all kept at {moment(end_of(run))}, run {run.run_id}", LONGEST)


def _subject(problem: Problem, newest: RunRecord) -> str:
    if problem.kind is Kind.BROKEN:
        return f"{named(problem.identifiers) or 'a promise'} broken"
    unknown = of_verdict(newest, Verdict.UNKNOWN)
    reasons = {
        Kind.SUITE_FAILED: newest.faults,
        Kind.UNKNOWN: [named(unknown)] if unknown else newest.faults,
        Kind.LEFT_BEHIND: newest.left_behind,
        Kind.PARTIAL: [named((*of_verdict(newest, Verdict.SKIPPED), *newest.required_not_run))],
    }.get(problem.kind, [])
    why = f" ({one_line(reasons[0], 60)})" if reasons else ""
    return f"{problem.kind}{why}"


def _to_run(problem: Problem, newest: RunRecord) -> tuple[str, ...]:
    if problem.identifiers:
        return problem.identifiers[:NAMED]
    return of_verdict(newest, Verdict.UNKNOWN)[:NAMED] if problem.kind is Kind.UNKNOWN else ()


def named(identifiers: Sequence[str]) -> str:
    """Return `heal_1, heal_2, heal_3 and 4 more`."""
    more = len(identifiers) - NAMED
    return ", ".join(identifiers[:NAMED]) + (f" and {more} more" if more > 0 else "")


def again(run: RunRecord | None, identifiers: Sequence[str]) -> str:
    """Return how to run just these: the own command, that of the environment, or what is to be added."""
    only = f" --only {','.join(identifiers)}" if identifiers else ""
    if run is None:
        return "./toxw -e conformance"
    own = command_for(run, identifiers)
    if len(own) <= LONGEST_COMMAND:
        return own
    if run.environment:
        return f"./toxw -e conformance -- --environment {shlex.quote(run.environment.name)}{only}"
    return f"the job's command with{only}" if only else "the job's command"


def fitted(what: str, changed: str, command: str) -> str:
    """Return the three in one line of at most LONGEST characters; what changed gives way first."""
    end = f"; again: {one_line(command, LONGEST_COMMAND)}"
    start = one_line(what, LONGEST - len(end))
    room = LONGEST - len(start) - len(end) - len("; ")
    middle = f"; {one_line(changed, room)}" if changed and room >= SHORTEST_CHANGE else ""
    return f"{start}{middle}{end}"


def moment(when: datetime) -> str:
    """Return a moment to the minute, in UTC."""
    return f"{when:%Y-%m-%d %H:%M} UTC"
