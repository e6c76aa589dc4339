"""The last lines of a run, for a person and for a log: five, or with `--quiet` what matters; pure."""

from __future__ import annotations

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.again import command_again
from conformance.report.alarm_told import alarm_in_words
from conformance.report.api_told import api_in_words
from conformance.report.changes import changes_between
from conformance.report.clocks_apart import clocks_apart
from conformance.report.headline import headline_of
from conformance.report.left_behind import as_far_as_known, kept_as_asked
from conformance.report.paths import ReportPaths
from conformance.report.phrases import count, one_line, seconds, utc
from conformance.report.tally import tally_of

NAMED = 3
"""So many leftovers and changes are named in a line; the page has all of them."""


def summary_lines(run: RunRecord, paths: ReportPaths, previous: RunRecord | None) -> list[str]:
    """Return exactly five lines: verdict; counts and time; changes; what was left behind; report and command.

    `previous` is the run that this one is held against, `None` where there is none.
    """
    lines = [
        str(headline_of(run)),
        f"{tally_of(run).words()}; {_duration(run)}{_beside(run)}{_faults(run)}",
        _changed(run, previous),
        _left_behind(run),
        f"report {paths.html}; exit code {run.exit_code}; again: {command_again(run)}",
    ]
    return [one_line(line) for line in lines]


def brief_lines(run: RunRecord, paths: ReportPaths) -> list[str]:
    """Return the verdict, and a line for each thing that is wrong besides promises: faults, leftovers.

    Where not all is well the last line says where the report lies.
    """
    wrong = [*run.faults, *(f"left behind: {thing}" for thing in run.left_behind)]
    where = [] if run.exit_code is ExitCode.KEPT else [f"report {paths.html}; exit code {run.exit_code}"]
    return [one_line(line) for line in (str(headline_of(run)), *wrong, *where)]


def _duration(run: RunRecord) -> str:
    if run.finished is None:
        return f"started {utc(run.started)}, never finished"
    return f"{seconds((run.finished - run.started).total_seconds())}, from {utc(run.started)}"


def _beside(run: RunRecord) -> str:
    """Return what is to be known of the judge: whether it was tested tonight, how its clock goes, and what
    the API server wanted of it.
    """
    said = (alarm_in_words(run), clocks_apart(run), api_in_words(run))
    return "".join(f"; {words}" for words in said if words)


def _faults(run: RunRecord) -> str:
    return f"; {_some(run.faults)}" if run.faults else ""


def _changed(run: RunRecord, previous: RunRecord | None) -> str:
    if previous is None:
        return "no earlier run to compare with"
    changes = changes_between(previous, run)
    green = "the last green run" if changes.since_green else "the last run, which was not green,"
    phrases = changes.phrases()
    return f"since {green} {changes.since}: {_some(phrases) if phrases else 'nothing changed'}"


def _left_behind(run: RunRecord) -> str:
    kept = kept_as_asked(run)
    if run.left_behind:
        left = f"left behind: {_some(run.left_behind)}"
    else:
        left = f"nothing {'else ' if kept else ''}left behind{as_far_as_known(run)}"
    return f"{kept}; {left}" if kept else left


def _some(things: list[str] | tuple[str, ...]) -> str:
    more = len(things) - NAMED
    return "; ".join(things[:NAMED]) + (f"; and {count(more, 'more', 'more')}" if more > 0 else "")
