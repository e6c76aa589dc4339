"""Each written report is read back: one that says something else than was judged is found and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.record import RunRecord, StepOutcome
from conformance.report import ReportPaths, write_reports, written_disagreements
from conformance.verdict import Verdict
from tests.report_records import run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
FOUR = run(("a_1", K), ("a_2", B), ("a_3", U), ("a_4", S), faults=["no answer"])


def written(record: RunRecord, folder: Path) -> ReportPaths:
    return write_reports(record, folder / record.run_id, features=folder)


def test_all_reports_of_a_run_agree(tmp_path: Path) -> None:
    assert written_disagreements(FOUR, written(FOUR, tmp_path)) == []


def test_all_reports_of_a_run_that_judged_nothing_agree(tmp_path: Path) -> None:
    record = run(faults=["no answer"])
    assert written_disagreements(record, written(record, tmp_path)) == []


Flip = tuple[Callable[[ReportPaths], Path], str, str, str]
FLIPS: list[Flip] = [
    (lambda paths: paths.junit, "failure", "skipped", "a_2"),
    (lambda paths: paths.junit, 'name="identifier" value="a_1"', 'name="identifier" value="a_9"', "a_1, a_9"),
    (lambda paths: paths.cucumber_json, '"status": "failed"', '"status": "passed"', "a_2, a_3"),
    (lambda paths: paths.cucumber_json, '"error_message": "unknown: ', '"error_message": "broken: ', "a_3"),
    (lambda paths: paths.cucumber_messages, '"status":"SKIPPED"', '"status":"PASSED"', "a_4"),
    (lambda paths: paths.cucumber_messages, '"name":"@a_1"', '"name":"@a_7"', "a_1, a_7"),
    (lambda paths: paths.metrics, 'a_3",verdict="unknown"} 1.0', 'a_3",verdict="unknown"} 0.0', "a_3"),
]


@pytest.mark.parametrize(("file", "old", "new", "names"), FLIPS)
def test_a_flipped_verdict_is_found_in_its_file(
    file: Callable[[ReportPaths], Path], old: str, new: str, names: str, tmp_path: Path
) -> None:
    paths = written(FOUR, tmp_path)
    text = file(paths).read_text(encoding="utf-8")
    assert old in text
    file(paths).write_text(text.replace(old, new), encoding="utf-8")
    assert written_disagreements(FOUR, paths) == [
        f"{file(paths).name} does not say what was judged of {names}"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [(FOUR.run_id, "20261122-041011-3fa9c1"), ('time="42.250"', 'time="2.250"'), ("T04:10:11", "T03:10:11")],
)
def test_another_run_or_other_times_are_found_in_junit(old: str, new: str, tmp_path: Path) -> None:
    paths = written(FOUR, tmp_path)
    text = paths.junit.read_text(encoding="utf-8")
    assert old in text
    paths.junit.write_text(text.replace(old, new), encoding="utf-8")
    assert written_disagreements(FOUR, paths) == ["junit.xml is of another run, or of other times"]


def test_counts_that_differ_are_found_in_the_summary(tmp_path: Path) -> None:
    paths = written(FOUR, tmp_path)
    text = paths.summary.read_text(encoding="utf-8")
    paths.summary.write_text(
        text.replace("| 4 | 1 | 1 | 1 | 1 | 0 |", "| 4 | 4 | 0 | 0 | 0 | 0 |"), encoding="utf-8"
    )
    assert written_disagreements(FOUR, paths) == ["summary.md does not have the counts of what was judged"]


def test_a_summary_without_counts_is_found(tmp_path: Path) -> None:
    paths = written(FOUR, tmp_path)
    paths.summary.write_text("# all is well\n", encoding="utf-8")
    assert written_disagreements(FOUR, paths) == ["summary.md does not have the counts of what was judged"]


def test_a_record_at_odds_with_itself_is_found(tmp_path: Path) -> None:
    record = run(("a_1", K))
    record.scenarios[0].steps[1].outcome = StepOutcome.FAILED
    said = written_disagreements(record, written(record, tmp_path))
    assert said == [
        f"{name} does not say what was judged of a_1" for name in ("cucumber.json", "cucumber.ndjson")
    ]


def test_a_promise_judged_twice_is_found_in_the_metrics(tmp_path: Path) -> None:
    record = run(("a_1", K), ("a_1", K))
    said = written_disagreements(record, written(record, tmp_path))
    assert said == ["metrics.prom does not say what was judged of a_1"]


def test_a_file_that_is_missing_or_of_another_form_is_found(tmp_path: Path) -> None:
    paths = written(FOUR, tmp_path)
    paths.junit.unlink()
    paths.cucumber_json.write_text("[", encoding="utf-8")
    missing, other_form = written_disagreements(FOUR, paths)
    assert missing == "junit.xml is missing"
    assert other_form.startswith("cucumber.json is not of its own form (JSONDecodeError: ")
