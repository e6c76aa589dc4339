"""What a run prints once its reports are written; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.options import Options
from conformance.record import RunRecord
from conformance.removal import removal_command
from conformance.report import ReportPaths, brief_lines, summary_lines
from conformance.report.phrases import count

NAMED = 3
"""So many namespaces are named in a line; the report has all of them."""


def last_lines(
    options: Options, record: RunRecord, previous: RunRecord | None, unproven: Sequence[str]
) -> Iterator[str]:
    """Yield the summary, of five lines or brief with `--quiet`; where something is left or kept, a last line
    has the command that takes it away.

    The summary is held against `previous`; `unproven` are namespaces whose end was asked for, and not seen.
    """
    paths = ReportPaths(options.reports.resolve() / record.run_id)
    yield from brief_lines(record, paths) if options.quiet else summary_lines(record, paths, previous)
    if record.left_behind:
        # The proof's runs have names of their own.
        run_id = "" if any(tried.left_behind for tried in record.alarm) else record.run_id
        command = removal_command(options, run_id, record.cluster.name)
        if unproven:
            yield f"requested but not proven gone: {_some(unproven)}; to prove it: {command}"
        else:
            yield f"to take away what was left behind: {command}"
    elif record.kept:
        yield f"to take away what was kept: {removal_command(options, record.run_id, record.cluster.name)}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {count(more, 'more', 'more')}" if more > 0 else "")
