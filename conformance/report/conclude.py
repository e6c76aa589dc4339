"""The end of a run: its exit code, and every report, read back before anybody relies on it."""

from __future__ import annotations

from conformance.errors import InternalError
from conformance.exit_codes import ExitCode
from conformance.report.crosscheck import written_disagreements
from conformance.report.outcome import internal_error
from conformance.report.standing import StandingReport
from conformance.report.write import write_reports


def conclude(report: StandingReport, interrupted: bool) -> ExitCode:
    """End the run, write all its reports and return its exit code.

    A report that cannot be written, or that says something else than was judged, is a defect of the suite:
    all reports are written anew and say so.
    """
    code = report.finish(interrupted)
    if wrong := _written(report):
        report.record.faults += [internal_error(line) for line in wrong]
        code = report.finish(interrupted)
        _written(report)
    return code


def _written(report: StandingReport) -> list[str]:
    """Write all reports; return what is wrong with them, a line each."""
    try:
        paths = write_reports(report.record, report.folder, report.previous)
    except InternalError as defect:
        return [str(defect)]
    return written_disagreements(report.record, paths)
