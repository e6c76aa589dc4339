"""The page over a folder's runs, and what may be removed from that folder."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.compare import read_side
from conformance.compare.baselines import baselines_in
from conformance.exit_codes import ExitCode
from conformance.provenance import Chain, Earlier
from conformance.record import RunRecord
from conformance.report import write_reports
from conformance.report.index import SHOWN, render_index, trends_of, write_index
from conformance.report.prune import MAY_GO_ON, carry_out, plan
from conformance.result import Result
from conformance.verdict import Verdict
from tests.report_records import STARTED, kept, run
from verbs.runs import main

K, B = Verdict.KEPT, Verdict.BROKEN
NOW = STARTED + timedelta(days=9)
IDS = [f"202611{day}-000000-aaaaaa" for day in range(20, 26)]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a report of the oldest run green, and four red ones after it."""
    write(tmp_path, kept("a_1", "a_2", run_id=IDS[0]))
    for run_id in IDS[1:5]:
        write(tmp_path, run(("a_1", K), ("a_2", B), run_id=run_id))
    return tmp_path


def write(reports: Path, record: RunRecord) -> Path:
    folder = reports / record.run_id
    write_reports(record, folder)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "pods.txt").write_text("pods")
    os.utime(folder / "report.json", (STARTED.timestamp(), STARTED.timestamp()))
    return folder


def names(entries: tuple[tuple[str, str], ...]) -> list[str]:
    return [name for name, _ in entries]


def test_the_newest_run_stands_first_and_leads_to_its_page(reports: Path) -> None:
    page = render_index(reports)
    places = [page.index(f'<a href="./{run_id}/report.html">') for run_id in reversed(IDS[:5])]
    assert places == sorted(places)
    assert "5 runs, newest first" in page


def test_each_promise_has_a_trend_over_the_runs_oldest_first() -> None:
    records = [kept("a_10", "a_2", run_id=IDS[0]), run(("a_2", B), run_id=IDS[1]), kept("a_2", run_id=IDS[2])]
    records[2].scenarios[0].seconds = 7.0
    two, ten = trends_of(records)
    assert ["".join(mark.sign for mark in trend.marks) for trend in (two, ten)] == ["●✕●", "●··"]
    assert (two.identifier, two.words, two.median_s) == ("a_2", "kept in 2 of 3", 5.25)
    assert two.line == "0.0,10.0 100.0,0.0"
    assert ten.line == ""


def test_a_report_that_cannot_be_read_is_named_and_hides_no_other(reports: Path) -> None:
    (reports / IDS[2] / "report.json").write_text('{"kind": "<script>')
    page = render_index(reports)
    assert "UNREADABLE" in page
    assert "<script" not in page
    assert IDS[1] in page


def test_nothing_that_a_run_says_acts_in_the_page(tmp_path: Path) -> None:
    record = run(("a_1", B), run_id=IDS[0])
    record.cluster.kind = record.manifest_set = record.scenarios[0].title = "<script>alert(1)</script>\u202e"
    write(tmp_path, record)
    page = render_index(tmp_path)
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page


def test_only_the_newest_are_read_and_the_page_says_so(tmp_path: Path) -> None:
    for number in range(SHOWN + 1):
        write(tmp_path, kept("a_1", run_id=f"20261120-0000{number:02}-aaaaaa"))
    page = render_index(tmp_path)
    assert f"The newest {SHOWN}" in page
    assert "20261120-000000-aaaaaa" not in page


def test_a_folder_without_runs_has_a_page_too(tmp_path: Path) -> None:
    assert "0 runs" in write_index(tmp_path).read_text()


def test_prune_keeps_the_newest_and_the_last_green_one(reports: Path) -> None:
    planned = plan(reports, 2, NOW)
    assert names(planned.kept) == [IDS[4], IDS[3], IDS[0]]
    assert planned.kept[-1][1] == "the last green one of blog kubebox"
    assert planned.removed == (IDS[2], IDS[1])
    assert carry_out(planned, reports) > 0
    assert sorted(path.name for path in reports.iterdir() if path.name != "latest") == [
        IDS[0],
        IDS[3],
        IDS[4],
    ]
    assert plan(reports, 2, NOW).removed == ()


def test_prune_keeps_the_last_green_one_of_each_environment(reports: Path) -> None:
    elsewhere = kept("a_1", run_id=IDS[1])
    elsewhere.cluster.kind, elsewhere.cluster.name = "existing", "gke_one"
    write_reports(elsewhere, reports / IDS[1])
    assert names(plan(reports, 1, NOW).kept) == [IDS[4], IDS[1], IDS[0]]


def test_prune_keeps_what_is_signed_and_what_its_chain_needs(reports: Path) -> None:
    signed = run(("a_1", B), run_id=IDS[3])
    signed.chain = Chain(3, Earlier(IDS[2], "ab" * 32))
    write_reports(signed, reports / IDS[3])
    (reports / IDS[3] / "certificate.0a1b2c3d.json").write_text("{}")
    planned = plan(reports, 1, NOW)
    assert planned.kept[1] == (IDS[3], "it is signed")
    assert planned.only_report == ((IDS[2], f"the attempt before {IDS[3]}"),)
    assert planned.removed == (IDS[1],)
    carry_out(planned, reports)
    assert [path.name for path in (reports / IDS[2]).iterdir()] == ["report.json"]


def test_prune_keeps_the_reports_of_all_that_a_chain_names(reports: Path) -> None:
    last = run(("a_1", B), run_id=IDS[4])
    killed, ended = Earlier(IDS[3], "ab" * 32, Result.PARTIAL), Earlier(IDS[2], "ab" * 32)
    last.chain = Chain(3, killed, (ended,))
    write_reports(last, reports / IDS[4])
    planned = plan(reports, 1, NOW)
    assert names(planned.only_report) == [IDS[3], IDS[2]]
    assert planned.removed == (IDS[1],)


@pytest.mark.parametrize(
    "named", [IDS[2], f"{{reports}}/{IDS[2]}", f"/nowhere/{IDS[1]},{{reports}}/{IDS[2]}/report.json"]
)
def test_prune_keeps_what_an_environment_is_held_against(
    reports: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    config = tmp_path_factory.mktemp("site") / "conformance.toml"
    config.write_text(f'[environments.nightly]\nbaseline = "{named.format(reports=reports)}"\n')
    assert main(["prune", "--keep", "1", "--reports", str(reports), "--config", str(config)]) is ExitCode.KEPT
    said = capsys.readouterr().out
    assert f"kept: {IDS[2]}, the baseline of nightly in conformance.toml\n" in said
    assert f"removed: {IDS[1]}\n" in said
    assert read_side(IDS[2], reports).name == IDS[2]


def test_prune_reads_the_file_of_the_current_folder(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reports)
    assert baselines_in(reports, None) == {}
    (reports / "conformance.toml").write_text(f'[environments.nightly]\nbaseline = "{IDS[2]}"\n')
    assert list(baselines_in(reports, None)) == [IDS[2]]


def test_prune_removes_nothing_where_the_environments_cannot_be_read(
    reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["prune", "--keep", "1", "--reports", str(reports), "--config", str(reports / "none.toml")]
    assert main(words) is ExitCode.BAD_INPUT
    assert "none.toml cannot be read" in capsys.readouterr().err
    assert (reports / IDS[1]).is_dir()


def test_prune_leaves_alone_what_may_go_on_or_cannot_be_read(reports: Path) -> None:
    for run_id in IDS[1:3]:
        going_on = kept("a_1", run_id=run_id)
        going_on.finished = going_on.exit_code = None
        write_reports(going_on, reports / run_id)
    lately = (NOW - MAY_GO_ON / 2).timestamp()
    os.utime(reports / IDS[1] / "report.json", (lately, lately))
    os.utime(reports / IDS[2] / "report.json", (0, 0))
    (reports / IDS[3] / "report.json").write_text("{")
    planned = plan(reports, 1, NOW)
    assert dict(planned.kept)[IDS[1]] == "it may still go on"
    assert dict(planned.kept)[IDS[3]] == "its report cannot be read"
    assert planned.removed == (IDS[2],)


def test_prune_touches_no_link_and_nothing_that_is_no_runs_folder(
    reports: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = write(tmp_path_factory.mktemp("outside"), kept("a_1", run_id=IDS[5]))
    (reports / IDS[5]).symlink_to(outside)
    (reports / "mine").mkdir()
    (reports / "mine" / "report.json").write_bytes((outside / "report.json").read_bytes())
    carry_out(plan(reports, 1, NOW), reports)
    assert (outside / "report.json").is_file()
    assert (reports / "mine" / "report.json").is_file()
    assert (reports / IDS[5]).is_symlink()


def test_the_verb_says_what_it_removed_and_writes_the_page(
    reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prune", "--keep", "1", "--dry-run", "--reports", str(reports)]) is ExitCode.KEPT
    assert f"would be removed: {IDS[1]}" in capsys.readouterr().out
    assert (reports / IDS[1]).is_dir()
    assert main(["prune", "--keep", "1", "--reports", str(reports)]) is ExitCode.KEPT
    said = capsys.readouterr().out
    assert f"removed: {IDS[1]}\n" in said
    assert "3 runs removed, 2 kept, 0." in said
    assert (reports / "index.html").is_file()


@pytest.mark.parametrize("words", [["prune", "--keep", "0"], ["prune"], ["index", "--reports", "/nowhere"]])
def test_bad_input_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = int(main(words))
    except SystemExit as ended:
        code = ended.code  # type: ignore[assignment]  # argparse ends with a number
    assert code == ExitCode.BAD_INPUT
    assert capsys.readouterr().err.count("\n") == 1
