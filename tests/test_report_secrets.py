"""No file of a run holds a secret: what is redacted in the record is redacted in every form made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conformance.record import RunRecord
from conformance.redact import MARK, Redactor
from conformance.redacted_record import redact_record
from conformance.report import write_reports
from conformance.verdict import Verdict
from tests.report_records import run

SECRET = "S3cret-of-the-run-9f2c"


def telling_run() -> RunRecord:
    """Return a run with the secret wherever a cluster's words come into a record."""
    record = run(
        ("a_1", Verdict.BROKEN), ("a_2", Verdict.UNKNOWN), ("a_3", Verdict.SKIPPED), ("a_4", Verdict.KEPT)
    )
    for scenario in record.scenarios:
        scenario.reason = f"login with {SECRET} was refused"
        scenario.detail = f"sent {SECRET}\nseen {SECRET}"
        scenario.observed = [{"body": {"password": SECRET}, "lines": [SECRET]}]
        for step in scenario.steps:
            step.waits = [replace(wait, last_seen=f"seen {SECRET}") for wait in step.waits]
    return record


def files_with_the_secret(folder: Path) -> list[str]:
    return sorted(
        file.name for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()
    )


def test_no_file_holds_a_secret_that_was_redacted_in_the_record(tmp_path: Path) -> None:
    record = telling_run()
    for scenario in record.scenarios:
        redact_record(scenario, Redactor([SECRET]))
    folder = write_reports(record, tmp_path / record.run_id, features=tmp_path).folder
    assert files_with_the_secret(folder) == []
    silent = {"metrics.prom"}
    """Has no words of a cluster at all."""
    shown = {
        file.name for file in folder.iterdir() if MARK in file.read_text(encoding="utf-8").replace("\\", "")
    }
    assert shown == {file.name for file in folder.iterdir()} - silent


def test_without_redaction_the_files_would_hold_it(tmp_path: Path) -> None:
    record = telling_run()
    folder = write_reports(record, tmp_path / record.run_id, features=tmp_path).folder
    names = {file.name for file in folder.iterdir()}
    assert set(files_with_the_secret(folder)) == names - {"metrics.prom"}
