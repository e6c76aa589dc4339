"""What a run leaves for people and programs to read."""

from conformance.report.crosscheck import disagreements, written_disagreements
from conformance.report.history import find_previous
from conformance.report.outcome import exit_code_of, internal_error
from conformance.report.paths import ReportPaths
from conformance.report.run_file import read_run
from conformance.report.summary import brief_lines, summary_lines
from conformance.report.write import write_reports

__all__ = [
    "ReportPaths",
    "brief_lines",
    "disagreements",
    "exit_code_of",
    "find_previous",
    "internal_error",
    "read_run",
    "summary_lines",
    "write_reports",
    "written_disagreements",
]
