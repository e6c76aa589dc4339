"""Whether what was written beside the report for other programs says what the report says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.certificate.finding import Finding, broken
from conformance.record import RunRecord
from conformance.report.crosscheck import written_disagreements
from conformance.report.paths import ReportPaths


def other_words(run: RunRecord, folder: Path) -> Iterator[Finding]:
    """Yield each file in a run's `folder` that is missing, or tells another verdict than the report.

    A report that was edited before anybody signed it, and nothing else, shows here.
    """
    # One that was killed had not written them yet, and a fault may be that the disk had no room for them:
    # neither can be accepted, nor waived.
    if run.exit_code is None or run.faults:
        return
    for line in written_disagreements(run, ReportPaths(folder)):
        yield broken(f"report.json and what was written with it disagree: {line}")
