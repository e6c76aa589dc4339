"""What a run is held against at its end: a baseline that was named, or the last green run where it is red."""

from __future__ import annotations

from conformance.compare.comparison import compare
from conformance.compare.page import write_comparison
from conformance.compare.side import Side
from conformance.compare.told import lines_of
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.paths import ReportPaths


def compared_at_the_end(
    run: RunRecord, paths: ReportPaths, baseline: Side | None, previous: RunRecord | None
) -> list[str]:
    """Write the comparison beside the reports of `run` and return it in lines; none where there is none.

    `previous` is the last green run of this environment, or another where no run was green.
    """
    earlier = baseline or _last_green(run, previous)
    if earlier is None:
        return []
    comparison = compare(earlier, Side((run,)))
    page = write_comparison(comparison, paths.folder)
    first, *others = lines_of(comparison)
    return [f"against {earlier.name}: {first}", *others, f"comparison {page}"]


def _last_green(run: RunRecord, previous: RunRecord | None) -> Side | None:
    if run.exit_code is not ExitCode.BROKEN or previous is None:
        return None
    return Side((previous,)) if previous.exit_code is ExitCode.KEPT else None
