"""What a run prints once its reports are written; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.exit_codes import ExitCode
from conformance.options import Options
from conformance.record import RunRecord
from conformance.removal import removal_command
from conformance.report import ReportPaths, brief_lines, summary_lines


def last_lines(
    options: Options, record: RunRecord, previous: RunRecord | None, compared: Sequence[str]
) -> Iterator[str]:
    """Yield the lines, at the end of which stands the summary: of five, or brief with `--quiet`.

    `compared` is the comparison with an earlier run, in lines; the summary is held against `previous`.
    """
    paths = ReportPaths(options.reports.resolve() / record.run_id)
    # What nobody asked for is not said where little is to be said; its page is there all the same.
    if options.baseline or not options.quiet:
        yield from compared
    if record.left_behind and record.exit_code is ExitCode.INTERRUPTED:
        yield f"to take away what is left: {removal_command(options, record.run_id, record.cluster.name)}"
    yield from brief_lines(record, paths) if options.quiet else summary_lines(record, paths, previous)
