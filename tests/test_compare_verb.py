"""`./toxw -e compare -- OLD NEW`: what it takes, and what it refuses in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.compare import read_side
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import write_reports
from conformance.verdict import Verdict
from tests.report_records import kept, run
from verbs.compare import main

GREEN, AGAIN, RED = "20261120-000000-aaaaaa", "20261121-000000-bbbbbb", "20261122-000000-cccccc"
OTHER_DIGEST = "sha256:" + "cd" * 32


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with two green runs of one thing, and a red one with another image."""
    red = run(("a_1", Verdict.BROKEN), run_id=RED, digest=OTHER_DIGEST)
    for record in (kept("a_1", run_id=GREEN), kept("a_1", run_id=AGAIN), red):
        write(tmp_path, record)
    return tmp_path


def write(reports: Path, record: RunRecord) -> None:
    write_reports(record, reports / record.run_id)


def compared(reports: Path, *words: str) -> ExitCode:
    return main([*words, "--reports", str(reports)])


def test_the_exit_code_is_what_it_comes_to(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(reports, GREEN, AGAIN) is ExitCode.KEPT
    assert capsys.readouterr().out.startswith("SAME: nothing moved, 1 promise compared\n")
    assert compared(reports, str(reports / GREEN), str(reports / RED / "report.json")) is ExitCode.BROKEN
    assert f"image digest keystone: sha256:{'ab' * 32} → {OTHER_DIGEST}" in capsys.readouterr().out
    write(reports, kept("b_1", run_id="20261123-000000-dddddd"))
    assert compared(reports, GREEN, "20261123-000000-dddddd") is ExitCode.UNKNOWN


def test_html_and_json_are_written_where_asked_for(reports: Path, tmp_path: Path) -> None:
    page, file = tmp_path / "c.html", tmp_path / "c.json"
    compared(reports, GREEN, "latest", "--html", str(page), "--json", str(file))
    assert page.read_text().startswith("<!doctype html>")
    assert json.loads(file.read_text())["new"] == [RED]
    assert compared(reports, GREEN, RED, "--html", "/nowhere/c.html") is ExitCode.BAD_INPUT


def test_a_side_may_be_several_runs_or_a_folder_of_them(reports: Path) -> None:
    several = read_side(f"{AGAIN},{reports / GREEN},{AGAIN}", reports)
    assert [one.run_id for one in several.runs] == [GREEN, AGAIN]
    assert several.name == f"2 runs, {GREEN} to {AGAIN}"
    (reports / RED / "report.json").unlink()
    assert read_side(str(reports), reports).runs == several.runs


def test_runs_of_several_things_are_no_side(reports: Path) -> None:
    with pytest.raises(
        BadInput, match=f"{GREEN} and {RED} are not runs of one thing: the digests of keystone"
    ):
        read_side(str(reports), reports)
    other = kept("a_1", run_id="20261123-000000-dddddd")
    other.features = {}
    write(reports, other)
    with pytest.raises(BadInput, match="the features differ"):
        read_side(f"{GREEN},{other.run_id}", reports)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"kind": "keystone-conformance report", "format": 1, "run": {"run_id"',
        b'{"kind": "<script>alert(1)</script>\\u001b[2J", "format": 1, "run": {}}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"kind": "keystone-conformance report", "format": 2, "run": {}}',
    ],
    ids=["empty", "truncated", "foreign", "deep", "no UTF-8", "newer"],
)
def test_a_truncated_or_hostile_report_is_one_line(
    reports: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (reports / RED / "report.json").write_bytes(content)
    assert compared(reports, GREEN, RED) is ExitCode.BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(reports / RED / "report.json") in said.err
    assert "\x1b" not in said.err
    assert len(said.err) < 700


def test_what_names_no_run_is_refused(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((",", RED), ("nowhere", RED), (str(reports / "nowhere"), RED)):
        assert compared(reports, *words) is ExitCode.BAD_INPUT
        assert capsys.readouterr().err.count("\n") == 1
