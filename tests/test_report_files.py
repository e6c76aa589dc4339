"""What write_reports leaves in the reports' folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.report import read_run, write_reports
from conformance.report.files import point_link, write_whole
from conformance.report.phrases import one_line, seconds
from tests.report_records import kept

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_all_reports_are_written_and_latest_leads_to_them(tmp_path: Path) -> None:
    record = kept("a_1")
    paths = write_reports(record, tmp_path / record.run_id)
    assert {file.name for file in paths.folder.iterdir()} == {
        "cucumber.json",
        "cucumber.ndjson",
        "junit.xml",
        "metrics.prom",
        "report.html",
        "report.json",
        "summary.md",
    }
    assert read_run(paths.latest) == record
    assert paths.latest.readlink() == Path(record.run_id)


def test_the_documentation_tells_of_every_file(tmp_path: Path) -> None:
    folder = write_reports(kept("a_1"), tmp_path / "run").folder
    told = (DOCS / "reports.md").read_text(encoding="utf-8")
    assert [file.name for file in folder.iterdir() if f"[`{file.name}`](#" not in told] == []


def test_latest_moves_on_and_nothing_else_remains(tmp_path: Path) -> None:
    for number in (1, 2):
        record = kept("a_1", run_id=f"20261123-04101{number}-aaaaaa")
        paths = write_reports(record, tmp_path / record.run_id)
    assert read_run(paths.latest).run_id == "20261123-041012-aaaaaa"
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["20261123-041011-aaaaaa", "20261123-041012-aaaaaa", "latest"]


def test_a_folder_in_the_way_of_the_link_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(OSError, match="latest"):
        point_link(tmp_path / "latest", "run")
    assert [file.name for file in tmp_path.iterdir()] == ["latest"]


def test_a_file_is_readable_by_all_and_replaced_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_whole(file, b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0.00 s"), (0.414, "0.41 s"), (42.25, "42.2 s"), (99.96, "1 min 40 s"), (123, "2 min 3 s")],
)
def test_seconds_in_words(value: float, words: str) -> None:
    assert seconds(value) == words


def test_hours_in_words() -> None:
    assert seconds(2 * 3600 + 5 * 60 + 1) == "2 h 5 min"


def test_a_long_line_is_cut() -> None:
    assert one_line("word " * 10, 12) == "word word w…"
