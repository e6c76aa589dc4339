"""The report of a run that goes on, and of one that is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from conformance.evidence import POD_STATUSES, sha256_of
from conformance.exit_codes import ExitCode
from conformance.pods_that_ran import PodsThatRan
from conformance.provenance import Chain
from conformance.record import ProfileRecord, RunRecord
from conformance.report import read_run, summary_lines
from conformance.report.headline import headline_of
from conformance.report.paths import ReportPaths
from conformance.report.standing import CHEAP_S, StandingReport
from conformance.result import Result
from conformance.verdict import Verdict
from tests.killed_run import LAST, RUN_ID
from tests.recorded import recorded
from tests.report_records import COMMAND, STARTED, scenario

ROOT = Path(__file__).resolve().parent.parent


class PlayedClock:
    """Shows a page that takes `seconds` each time: each second look is so much later."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.looks = 0

    def __call__(self) -> float:
        self.now += self.seconds * (self.looks % 2)
        self.looks += 1
        return self.now


def begun(reports: Path, *required: str, page_s: float = 0.0, run_id: str = RUN_ID) -> StandingReport:
    record = RunRecord(run_id, list(COMMAND), STARTED, profiles=[ProfileRecord("core", required)])
    record.required_not_run = list(required)
    report = StandingReport(record, reports / run_id, PlayedClock(page_s))
    report.begin()
    return report


def healthy() -> PodsThatRan:
    ran = PodsThatRan()
    ran.look(recorded("healthy"))
    return ran


def test_a_run_that_has_just_begun_has_a_report_of_nothing(tmp_path: Path) -> None:
    begun(tmp_path, "a_1")
    record = read_run(tmp_path / "latest")
    assert (record.finished, record.exit_code, record.result) == (None, None, Result.UNKNOWN)
    assert record.required_not_run == ["a_1"]


def test_each_scenario_is_in_the_report_as_soon_as_it_is_judged(tmp_path: Path) -> None:
    report = begun(tmp_path, "a_1", "a_2")
    report.record.scenarios.append(scenario("a_1"))
    report.keep()
    record = read_run(report.folder)
    assert [each.identifier for each in record.scenarios] == ["a_1"]
    assert (record.result, record.profiles[0].result) == (Result.PARTIAL, Result.PARTIAL)
    assert record.required_not_run == ["a_2"]
    assert str(headline_of(record)).startswith(
        "UNFINISHED: the run was killed, or goes on; 1 promise: 1 kept"
    )


def test_the_end_gives_exit_code_and_results(tmp_path: Path) -> None:
    report = begun(tmp_path, "a_1")
    report.record.scenarios.append(scenario("a_1"))
    assert report.finish(interrupted=False) is ExitCode.KEPT
    assert (report.record.result, report.record.profiles[0].result) == (Result.SUCCESS, Result.SUCCESS)
    assert report.record.finished is not None


def test_what_was_asked_for_and_not_reached_leaves_the_run_partial(tmp_path: Path) -> None:
    report = begun(tmp_path, "a_1", "a_2")
    report.record.scenarios.append(scenario("a_1"))
    assert report.finish(interrupted=False) is ExitCode.PARTIAL


def test_pod_statuses_are_evidence_by_their_hash_of_now(tmp_path: Path) -> None:
    report = begun(tmp_path, "a_1")
    report.ran(PodsThatRan())
    report.ran(healthy())
    (file,) = report.record.evidence
    assert (file.path, file.sha256) == (POD_STATUSES, sha256_of(report.folder / POD_STATUSES))
    assert len(json.loads((report.folder / POD_STATUSES).read_text())["pods"]) == 4


def test_which_attempt_it_is_is_known_as_soon_as_an_image_ran(tmp_path: Path) -> None:
    first = begun(tmp_path, "a_1", run_id="20261122-041011-3fa9c1")
    first.record.scenarios.append(scenario("a_1", Verdict.BROKEN))
    first.ran(healthy())
    first.keep()
    second = begun(tmp_path, "a_1")
    assert second.record.chain == Chain(1, None)
    second.ran(healthy())
    second.keep()
    assert second.record.chain.ordinal == 2
    # The first goes on meanwhile: its hash is that of the moment in which the second ends.
    first.finish(interrupted=False)
    first.keep()
    second.finish(interrupted=False)
    assert second.record.chain.previous is not None
    assert second.record.chain.previous.sha256 == sha256_of(ReportPaths(first.folder).record)
    assert second.previous == first.record


@pytest.mark.parametrize(("page_s", "current"), [(CHEAP_S / 2, True), (CHEAP_S * 2, False)])
def test_the_page_keeps_up_only_while_that_is_cheap(tmp_path: Path, page_s: float, current: bool) -> None:
    report = begun(tmp_path, "a_1", page_s=page_s)
    report.record.scenarios.append(scenario("a_1"))
    report.keep()
    page = ReportPaths(report.folder).html.read_text()
    assert "This run never finished" in page
    assert "Promise a_1 holds" in page
    report.record.scenarios.append(scenario("a_2"))
    report.keep()
    assert ("Promise a_2 holds" in ReportPaths(report.folder).html.read_text()) is current


def test_a_run_that_is_killed_leaves_a_report_that_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.killed_run", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    judged = [process.stdout.readline().strip() for _ in range(5)]
    process.send_signal(SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -SIGKILL
    assert judged == ["1", "2", "3", "4", "5"]
    record = read_run(tmp_path / "latest")
    assert len(record.scenarios) >= 5
    assert (record.finished, record.exit_code, record.result) == (None, None, Result.PARTIAL)
    assert record.required_not_run == [LAST]
    page = ReportPaths(tmp_path / RUN_ID).html.read_text()
    assert "UNFINISHED" in page
    assert "This run never finished; what is missing here was not judged." in page
    lines = summary_lines(record, ReportPaths(tmp_path / RUN_ID), None)
    assert lines[0].startswith("UNFINISHED: ")
    assert "never finished" in lines[1]
