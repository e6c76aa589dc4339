"""A report that fails, or that is at odds with what was judged, is a defect that every report tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import InternalError
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, StepOutcome
from conformance.report import ReportPaths, read_run, write, write_reports
from conformance.report.conclude import conclude
from conformance.report.standing import StandingReport
from conformance.verdict import Verdict
from tests.report_records import run

WRONG = "internal error: cucumber.json does not say what was judged of a_1"


def standing(record: RunRecord, reports: Path) -> StandingReport:
    report = StandingReport(record, reports / record.run_id)
    report.begin()
    return report


def test_a_run_whose_reports_agree_keeps_its_exit_code(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.BROKEN))
    assert conclude(standing(record, tmp_path), interrupted=False) is ExitCode.BROKEN
    assert read_run(tmp_path / record.run_id).faults == []


def test_a_report_at_odds_with_the_record_is_an_internal_error_that_all_reports_tell(tmp_path: Path) -> None:
    record = run(("a_1", Verdict.KEPT))
    record.scenarios[0].steps[1].outcome = StepOutcome.FAILED
    assert conclude(standing(record, tmp_path), interrupted=False) is ExitCode.INTERNAL_ERROR
    assert read_run(tmp_path / record.run_id).faults[0] == WRONG
    paths = ReportPaths(tmp_path / record.run_id)
    for file in (paths.junit, paths.html, paths.cucumber_messages):
        assert WRONG in file.read_text(encoding="utf-8")
    assert "run_exit_code 3.0" in paths.metrics.read_text(encoding="utf-8")
    assert "# INTERNAL ERROR: " in paths.summary.read_text(encoding="utf-8")


def failing(_run: RunRecord) -> bytes:
    raise ValueError("no such\nseries")


def test_a_report_that_fails_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "prometheus_metrics", failing)
    record = run(("a_1", Verdict.KEPT))
    with pytest.raises(InternalError, match=r"^metrics\.prom could not be written: ValueError: no"):
        write_reports(record, tmp_path / record.run_id)
    written = {file.name for file in (tmp_path / record.run_id).iterdir()}
    assert written >= {"report.json", "report.html", "junit.xml", "summary.md", "cucumber.json"}


def test_a_run_with_a_report_that_fails_ends_as_an_internal_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "prometheus_metrics", failing)
    record = run(("a_1", Verdict.KEPT))
    assert conclude(standing(record, tmp_path), interrupted=False) is ExitCode.INTERNAL_ERROR
    (fault,) = read_run(tmp_path / record.run_id).faults
    assert fault == "internal error: metrics.prom could not be written: ValueError: no such series"
