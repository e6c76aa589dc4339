"""`./toxw -e alert`: two lines or none, and a memory of what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conformance.alerts.memory import FILE
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import write_reports
from conformance.verdict import Verdict
from tests.report_records import kept, run
from verbs.alert import main


def add(reports: Path, record: RunRecord, hours_ago: float) -> None:
    """Write a run that ended so long ago."""
    started = datetime.now(UTC) - timedelta(hours=hours_ago, minutes=1)
    name = f"{started:%Y%m%d-%H%M%S}-00000a"
    ended = started + timedelta(minutes=1)
    write_reports(replace(record, run_id=name, started=started, finished=ended), reports / name)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(words) is ExitCode.KEPT
    return capsys.readouterr().out.splitlines()


def test_an_alert_is_said_once_and_so_is_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(tmp_path, kept("heal_1"), 20)
    assert said(capsys, str(tmp_path)) == []
    add(tmp_path, run(("heal_1", Verdict.BROKEN)), 10)
    audience, text = said(capsys, str(tmp_path))
    assert (audience, text[:20]) == ("service", "heal_1 broken since ")
    assert said(capsys, str(tmp_path)) == []
    assert said(capsys, str(tmp_path), "--again") == [audience, text]
    add(tmp_path, kept("heal_1"), -0.1)
    audience, text = said(capsys, str(tmp_path))
    assert (audience, text[:33]) == ("service", "recovered: heal_1 is kept again, ")
    assert said(capsys, str(tmp_path)) == []


def test_each_audience_is_told_of_its_own_recovery_one_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(tmp_path, run(("heal_1", Verdict.BROKEN)), 10)
    assert said(capsys, str(tmp_path))[0] == "service"
    assert said(capsys, str(tmp_path), "--exit-code", "4")[0] == "suite"
    assert said(capsys, str(tmp_path)) == []
    add(tmp_path, kept("heal_1"), -0.1)
    assert [said(capsys, str(tmp_path))[0] for _ in range(2)] == ["service", "suite"]
    assert said(capsys, str(tmp_path)) == []


def test_a_run_of_another_cluster_is_another_series(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = run(("heal_1", Verdict.BROKEN))
    elsewhere.cluster.kind, elsewhere.cluster.name = "gke", "nightly"
    add(tmp_path, elsewhere, 2)
    assert said(capsys, str(tmp_path))[0] == "service"
    add(tmp_path, kept("heal_1"), 1)
    assert said(capsys, str(tmp_path)) == []


def test_an_empty_folder_is_told_of_once_and_over_with_the_first_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, str(tmp_path))[0] == "suite"
    assert said(capsys, str(tmp_path)) == []
    add(tmp_path, kept("heal_1"), -0.1)
    assert said(capsys, str(tmp_path))[1].startswith("recovered: “no report” is over")


def test_bad_input_is_told_by_the_jobs_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(tmp_path, kept("heal_1"), 1)
    assert said(capsys, str(tmp_path), "--exit-code", "143") == []
    assert said(capsys, str(tmp_path), "--exit-code", "4")[0] == "suite"
    assert said(capsys, str(tmp_path)) == []


OF_BEFORE = '{"by_series": {"blog kubebox": {"problem": {"kind": "broken"}, "at": "2026-11-21T02:00:00Z"}}}'
"""One told of each series, and not of each audience."""


@pytest.mark.parametrize("memory", ["no json", '{"x": 1}', OF_BEFORE])
def test_a_memory_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], memory: str
) -> None:
    (tmp_path / FILE).write_text(memory, encoding="utf-8")
    assert main([str(tmp_path)]) is ExitCode.BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert "alerts.json is not what was told" in line
    assert "remove it: what is wrong is told again" in line


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) is ExitCode.BAD_INPUT
    assert "is no folder: name the folder of the runs" in capsys.readouterr().err
