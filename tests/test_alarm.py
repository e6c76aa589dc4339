"""The test of the alarm as a run has it: what is asked for, what comes of it, and what a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.acceptance import accept
from conformance.alarm import Target, deaf, words_for
from conformance.alarm_record import AlarmRecord
from conformance.command_line import read_options
from conformance.deadline import REPORTS_S
from conformance.errors import PromiseBroken
from conformance.exit_codes import ExitCode
from conformance.last_lines import last_lines
from conformance.record import RunRecord
from conformance.report import ReportPaths, internal_error, read_run, summary_lines
from conformance.report.headline import headline_of
from conformance.report.markdown_summary import markdown_summary
from conformance.report.outcome import exit_code_of
from conformance.report.page import render_page
from conformance.run import Run
from conformance.verdict import Verdict
from tests.played_run import judged, play_cluster
from tests.report_records import run

FOUND = AlarmRecord("port-wrong", "The port is wrong.", "reach_1", True, "broken", "leads to 5001", 31.0)
DEAF = AlarmRecord("port-wrong", "The port is wrong.", "reach_1", False, "kept", "", 31.0)
UNTRIED = AlarmRecord("port-wrong", "The port is wrong.", "", False, "no verdict", "lacks exec", 0.0)
CLUSTER: Any = SimpleNamespace(name="played", kubeconfig=Path("/run/kubeconfig"), context="kind-played")
IMAGES = ["--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1"]


@pytest.fixture
def target() -> list[Target]:
    """What the alarm was asked to be tested on."""
    return []


LEFT = AlarmRecord("m", "What.", "reach_1", True, "broken", "why", 1.0, "alarm/m", ("namespace a-1",))


def proven(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: list[Target],
    *tried: AlarmRecord,
    error: PromiseBroken | None = None,
    interrupted: bool = False,
    more: tuple[str, ...] = (),
) -> tuple[int, RunRecord]:
    """Return exit code and report of a played run of one promise whose alarm comes to `tried`."""
    play_cluster(monkeypatch)
    words = ["--reports", str(tmp_path), "--only", "pods_1", "--prove", *more]

    def judge(played: Run) -> bool:
        return judged(played, error)

    def prove(asked: Target) -> Iterator[AlarmRecord]:
        target.append(asked)
        yield from tried
        if interrupted:
            raise KeyboardInterrupt

    code = accept(read_options(words), words, judge, prove)
    return code, read_run(tmp_path / "latest")


def test_faults_that_are_found_change_no_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    code, record = proven(tmp_path, monkeypatch, target, FOUND, FOUND)
    # partial: one promise only was asked for
    assert code == ExitCode.PARTIAL
    assert record.alarm == [FOUND, FOUND]
    assert record.faults == []
    (asked,) = target
    assert asked.words == ("--box", "played")
    assert asked.verdicts == {"pods_1": Verdict.KEPT}
    assert asked.folder == tmp_path / record.run_id / "alarm"


@pytest.mark.parametrize("tried", [DEAF, UNTRIED])
def test_a_fault_that_is_not_found_makes_the_run_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target], tried: AlarmRecord
) -> None:
    code, record = proven(tmp_path, monkeypatch, target, FOUND, tried)
    assert code == ExitCode.UNKNOWN
    assert record.faults == [deaf(tried)]


def test_a_broken_promise_weighs_more_than_a_deaf_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    code, _ = proven(tmp_path, monkeypatch, target, DEAF, error=PromiseBroken("no pod"))
    assert code == ExitCode.BROKEN


def test_what_the_test_left_is_left_by_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    code, record = proven(tmp_path, monkeypatch, target, LEFT, more=("--keep-cluster",))
    assert code == ExitCode.LEFT_BEHIND
    assert record.left_behind == ["namespace a-1"]


def test_what_the_test_left_goes_with_a_cluster_of_the_runs_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    _, record = proven(tmp_path, monkeypatch, target, LEFT)
    assert record.left_behind == []


def test_a_sweep_of_what_the_test_left_names_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    """It was left by another run, of which a sweep for this one would say that nothing is there."""
    words = ["--box", "played", "--reports", str(tmp_path)]
    _, record = proven(tmp_path, monkeypatch, target, LEFT, more=("--keep-cluster",))
    *_, last = last_lines(read_options(words), record, None, ())
    assert last == "to take away what was left behind: ./toxw -e sweep -- --box played"


def test_an_interrupted_test_interrupts_the_run_and_what_is_known_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    code, record = proven(tmp_path, monkeypatch, target, FOUND, interrupted=True)
    assert code == ExitCode.INTERRUPTED
    assert record.alarm == [FOUND]


def test_an_interrupted_run_tests_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play_cluster(monkeypatch)
    words = ["--reports", str(tmp_path), "--only", "pods_1", "--prove"]

    def never(_: Target) -> Iterator[AlarmRecord]:
        raise AssertionError

    assert accept(read_options(words), words, lambda _: True, never) == ExitCode.INTERRUPTED


def test_why_an_alarm_is_no_good_is_told_in_one_line() -> None:
    assert deaf(DEAF) == "the alarm is deaf: port-wrong is not found by reach_1: kept"
    assert deaf(UNTRIED) == "the alarm is not tested: port-wrong: lacks exec"


def words_of(*words: str) -> list[str]:
    found = words_for(words, read_options(list(words)), CLUSTER, Path("reports/run"))
    # whatever they are, they are words of a run
    read_options([*found, "--manifests", "m", "--only", "token_1"])
    return list(found)


def test_the_same_cluster_and_images_are_named_and_nothing_of_the_run_itself() -> None:
    kept = ["--context", "c", "--patience", "token=9", *IMAGES, "--load-balancer-source-ranges", "10.0.0.0/8"]
    own = [
        "--prove",
        "--keep",
        "-n",
        "4",
        "--quiet",
        "--only",
        "pods_1",
        "--profile=core",
        "--reports",
        "r",
        "--set=blog",
    ]
    assert words_of(*own[:5], *kept, *own[5:]) == kept


def test_a_cluster_of_the_runs_own_is_named() -> None:
    assert words_of("--subnet", "198.18.9.0/24", "--prove") == ["--box", "played"]
    assert words_of("--provider", "kind", *IMAGES) == [
        *IMAGES,
        *("--kubeconfig", "/run/kubeconfig", "--context", "kind-played", "--keep-tags"),
    ]


def test_a_value_that_looks_like_an_option_stays_with_its_own() -> None:
    assert words_of("--context", "a", "--manifests", "m", *IMAGES)[:2] == ["--context", "a"]


def test_the_proof_gets_what_is_left_of_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    proven(tmp_path, monkeypatch, target, FOUND, more=("--deadline", "40m"))
    (asked,) = target
    assert asked.seconds_left is not None
    assert asked.seconds_left() <= 40 * 60 - REPORTS_S
    assert "--deadline" not in asked.words


def test_without_a_deadline_the_proof_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[Target]
) -> None:
    proven(tmp_path, monkeypatch, target, FOUND)
    assert target[0].seconds_left is None


def told(*tried: AlarmRecord) -> RunRecord:
    record = run(("a_1", Verdict.KEPT), ("a_2", Verdict.KEPT))
    record.alarm = list(tried)
    record.faults = [deaf(each) for each in tried if not each.found]
    record.exit_code = exit_code_of(record, interrupted=False)
    return record


def test_the_first_screen_says_that_the_alarm_was_tested() -> None:
    record = told(FOUND, FOUND, FOUND)
    assert str(headline_of(record)) == "KEPT: all 2 promises kept; alarm tested: 3 of 3 found"
    page = render_page(record)
    assert ">alarm tested: 3 of 3 found</a>" in page
    assert "leads to 5001" in page
    assert "port-wrong: found by reach\\_1" in markdown_summary(record).decode()


def test_the_first_screen_says_that_the_alarm_is_deaf() -> None:
    record = told(FOUND, DEAF, UNTRIED)
    assert str(headline_of(record)).startswith(
        "UNKNOWN: the suite may be deaf, alarm tested: 1 of 3 found; 2"
    )
    lines = summary_lines(record, ReportPaths(Path("reports/x")), None)
    assert "alarm tested: 1 of 3 found; the alarm is deaf: port-wrong is not found by reach_1" in lines[1]
    assert 'class="alert">alarm tested: 1 of 3 found</a>' in render_page(record)
    assert "NOT FOUND by nobody: lacks exec" in markdown_summary(record).decode()


def test_a_set_up_that_failed_too_is_not_taken_for_a_deaf_alarm() -> None:
    record = run(("a_1", Verdict.KEPT), faults=[internal_error("a hook failed")])
    record.alarm = [DEAF]
    assert headline_of(record).word == "INTERNAL ERROR"


def test_nobody_hears_of_an_alarm_that_was_not_asked_for() -> None:
    record = run(("a_1", Verdict.KEPT))
    assert "alarm" not in render_page(record).partition("</style>")[2]
    assert "alarm" not in "".join(summary_lines(record, ReportPaths(Path("x")), None))
