"""What the suite's image runs: the words it passes on, its exit code, and what the log and Sonobuoy get."""

from __future__ import annotations

import errno
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from junitparser import Error, JUnitXml

from conformance.exit_codes import ExitCode
from conformance.report.files import point_link
from in_cluster import sonobuoy
from in_cluster.__main__ import main
from in_cluster.sonobuoy import ARCHIVE, DONE, RESULTS, RUN_FILE, hand_over, results_folder

JUDGED = '<testsuite name="s" tests="1"><testcase name="pods_1" classname="c"/></testsuite>'


def run_in(reports: Path, name: str) -> Path:
    """Leave what a run leaves."""
    folder = reports / name
    (folder / "evidence").mkdir(parents=True)
    (folder / "summary.md").write_text(f"# KEPT: all promises of {name}\n")
    (folder / "junit.xml").write_text(JUDGED)
    (folder / "evidence" / "pods.txt").write_text("pods")
    point_link(reports / "latest", name)
    return folder


@pytest.fixture
def ends_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Path | None], list[list[str]]]:
    """Play the run: it ends with a code, and leaves a report below a folder where one is given."""

    def play(code: int, reports: Path | None) -> list[list[str]]:
        asked: list[list[str]] = []

        def ran(words: list[str]) -> int:
            asked.append(words)
            if reports:
                run_in(reports, "new")
            return code

        monkeypatch.setattr("verbs.conformance.main", ran)
        return asked

    return play


Play = Callable[[int, Path | None], list[list[str]]]


@pytest.mark.parametrize("code", [ExitCode.KEPT, ExitCode.BROKEN, ExitCode.LEFT_BEHIND])
def test_the_code_is_the_verdicts_and_the_log_has_the_summary(
    ends_with: Play, code: ExitCode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ends_with(code, tmp_path)
    assert main(["--profile", "core"], {}, tmp_path) == code
    assert asked == [["--in-cluster", "--reports", str(tmp_path), "--profile", "core"]]
    assert capsys.readouterr().out == "\n# KEPT: all promises of new\n\n"


def test_an_earlier_runs_summary_is_not_taken_for_this_ones(
    ends_with: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_in(tmp_path, "old")
    ends_with(ExitCode.BAD_INPUT, None)
    results = tmp_path / "results"
    assert main(["--wrong"], {"SONOBUOY_RESULTS_DIR": str(results)}, tmp_path) == ExitCode.BAD_INPUT
    assert capsys.readouterr().out == ""
    assert names_in(handed(results)) == {RUN_FILE}
    assert errors_of(results / RUN_FILE) == ["exit code 4 (bad input): the container's log says why"]


def handed(results: Path) -> Path:
    """Return the file that `done` leads to."""
    return Path((results / DONE).read_text())


def names_in(archive: Path) -> set[str]:
    with tarfile.open(archive) as packed:
        return {member.name.removeprefix("./") for member in packed.getmembers() if member.isfile()}


def errors_of(junit: Path) -> list[str]:
    """Return the messages of the errors in a file of one case, read as a CI system would."""
    (case,) = [case for suite in JUnitXml.fromfile(str(junit)) for case in suite]
    return [result.message for result in case.result if isinstance(result, Error)]


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({}, None),
        ({"SONOBUOY": "false"}, None),
        ({"SONOBUOY": "true"}, RESULTS),
        ({"SONOBUOY": "true", "SONOBUOY_RESULTS_DIR": "/elsewhere"}, Path("/elsewhere")),
    ],
)
def test_sonobuoy_says_where_it_waits(environment: dict[str, str], folder: Path | None) -> None:
    assert results_folder(environment) == folder


def test_a_run_is_handed_over_whole_and_done_comes_last(
    ends_with: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tmp_path / "results"
    archive = sonobuoy._archive

    def seen(*words: Path | None) -> Path:
        assert not (results / DONE).exists()
        return archive(*words)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(sonobuoy, "_archive", seen)
    ends_with(ExitCode.KEPT, tmp_path / "reports")
    (tmp_path / "reports").mkdir()
    assert main([], {"SONOBUOY_RESULTS_DIR": str(results)}, tmp_path / "reports") == ExitCode.KEPT
    assert handed(results) == results / ARCHIVE
    assert names_in(results / ARCHIVE) == {"summary.md", "junit.xml", "evidence/pods.txt", RUN_FILE}
    assert errors_of(results / RUN_FILE) == []


@pytest.mark.parametrize("code", [code for code in ExitCode if code])
def test_what_is_not_kept_as_a_whole_is_no_green_for_sonobuoy(tmp_path: Path, code: ExitCode) -> None:
    """The promises of a partial run, and of one that left something behind, may all be kept."""
    hand_over(tmp_path / "results", run_in(tmp_path, "r"), code)
    assert [message.partition(" (")[0] for message in errors_of(tmp_path / "results" / RUN_FILE)] == [
        f"exit code {code.value}"
    ]


def test_a_defect_of_the_suite_is_handed_over_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: list[str]) -> int:
        raise SystemExit(9)

    monkeypatch.setattr("verbs.conformance.main", fails)
    with pytest.raises(SystemExit):
        main([], {"SONOBUOY_RESULTS_DIR": str(tmp_path)}, tmp_path)
    assert errors_of(tmp_path / RUN_FILE)
    assert handed(tmp_path).is_file()


def test_a_full_volume_is_said_in_the_file_that_is_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sonobuoy, "_archive", full)
    hand_over(tmp_path, None, ExitCode.KEPT)
    assert handed(tmp_path) == tmp_path / RUN_FILE
    assert "cannot be archived (No space left on device)" in errors_of(tmp_path / RUN_FILE)[0]
