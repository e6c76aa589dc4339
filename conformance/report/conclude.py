"""The end of a run: its exit code, and every report, read back before anybody relies on it."""

from __future__ import annotations

from conformance.errors import EnvironmentFault, InternalError
from conformance.exit_codes import ExitCode
from conformance.report.crosscheck import written_disagreements
from conformance.report.outcome import internal_error
from conformance.report.standing import StandingReport
from conformance.report.write import write_reports


def conclude(report: StandingReport, interrupted: bool) -> ExitCode:
    """End the run, write all its reports and return its exit code.

    A report that fails, or that says something else than was judged, is a defect of the suite, one that finds
    no room a fault of the environment: all reports are written anew and say so.
    """
    code = report.finish(interrupted)
    faults = report.record.faults
    if wrong := _written(report):
        faults += [fault for fault in wrong if fault not in faults]
        code = report.finish(interrupted)
        _written(report)
    return code


def _written(report: StandingReport) -> list[str]:
    """Write all reports; return what is wrong with them, a fault each."""
    try:
        paths = write_reports(report.record, report.folder, report.previous)
    except InternalError as defect:
        return [internal_error(str(defect))]
    except EnvironmentFault as full:
        return [str(full)]
    return [internal_error(line) for line in written_disagreements(report.record, paths)]
