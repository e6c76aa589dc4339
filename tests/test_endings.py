"""How a run ends on a cluster that stays: interrupted once or twice, while it waits, and with a full disk."""

from __future__ import annotations

import errno
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import stacks
from conformance.acceptance import accept
from conformance.command_line import read_options
from conformance.errors import PromiseBroken
from conformance.exit_codes import ExitCode
from conformance.provenance import ClusterFacts
from conformance.record import RunRecord, StepOutcome
from conformance.report import read_run
from conformance.run import Run
from conformance.stacks import Stacks
from conformance.verdict import Verdict
from tests.played_run import judged, play_cluster

NAMESPACES = ["20261123-041011-3fa9c1-looked-at-1", "20261123-041011-3fa9c1-own-2"]


class PlayedEnd:
    """A cluster that stays, and what a run asks of it at its end."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.not_asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.collect_logs: Callable[[Path], list[Path]] = lambda _: []
        self.taken: list[str] = []
        self.remains: list[str] = []
        self.closed = 0

    def request_all(self, _api: object, names: list[str]) -> list[str]:
        self.asked.append(list(names))
        self.meanwhile()
        return self.not_asked

    def take_away(self, stacks: Stacks) -> list[str]:
        self.taken += stacks.namespaces
        return self.remains

    def close(self) -> list[str]:
        self.closed += 1
        return []


@pytest.fixture(autouse=True)
def end(monkeypatch: pytest.MonkeyPatch) -> PlayedEnd:
    played = PlayedEnd()
    cluster = SimpleNamespace(
        api=lambda: None,
        describe=lambda: ClusterFacts("kubebox", "played"),
        made_by_suite=True,
        collect_logs=lambda into: played.collect_logs(into),
        close=played.close,
    )
    play_cluster(monkeypatch, cluster)
    monkeypatch.setattr(stacks, "request_all", played.request_all)
    monkeypatch.setattr(Stacks, "take_away", lambda stacks: played.take_away(stacks))
    return played


def ended(reports: Path, judge: Callable[[Run], Any], *words: str) -> tuple[int, RunRecord]:
    def judge_with_two_stacks(run: Run) -> bool:
        run.stacks.maker.namespaces.extend(NAMESPACES)
        return bool(judge(run))

    arguments = ["--reports", str(reports), "--profile", "core", *(words or ["--keep-cluster"])]
    code = accept(read_options(arguments), arguments, judge_with_two_stacks)
    return code, read_run(reports / "latest")


def interrupt(run: Run) -> None:
    judged(run, until=1)
    signal.raise_signal(signal.SIGTERM)


REQUESTED = [f"namespace {name}: its deletion is requested, not proven" for name in NAMESPACES]


def test_an_interrupted_run_says_last_what_is_not_proven_and_what_proves_it(
    tmp_path: Path, end: PlayedEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    code, record = ended(tmp_path, interrupt)
    assert code == record.exit_code == ExitCode.INTERRUPTED
    assert record.left_behind == REQUESTED
    assert end.asked[-1] == NAMESPACES
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == (
        f"requested but not proven gone: {', '.join(NAMESPACES)}; "
        f"to prove it: ./toxw -e sweep -- --run {record.run_id}"
    )


def test_the_sweep_that_is_named_goes_to_the_same_cluster(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ended(tmp_path, interrupt, "--box", "my box")
    assert "./toxw -e sweep -- --box 'my box' --run " in capfd.readouterr().out.splitlines()[-1]


def test_a_second_signal_takes_neither_report_nor_last_line(
    tmp_path: Path, end: PlayedEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    end.meanwhile = lambda: signal.raise_signal(signal.SIGINT)
    code, record = ended(tmp_path, lambda _: True)
    assert code == ExitCode.INTERRUPTED
    assert record.left_behind == REQUESTED
    assert end.closed == 1
    assert "to prove it: " in capfd.readouterr().out


def test_a_run_that_is_interrupted_while_it_waits_for_the_end_says_so(
    tmp_path: Path, end: PlayedEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(_: Stacks) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Stacks, "take_away", waits)
    code, record = ended(tmp_path, judged)
    assert code == ExitCode.INTERRUPTED
    assert record.left_behind == REQUESTED
    assert end.asked == [NAMESPACES]


def test_what_could_not_be_asked_hides_nothing_of_what_was(tmp_path: Path, end: PlayedEnd) -> None:
    end.not_asked = [f"namespace {NAMESPACES[0]}: not asked within 2 s"]
    _, record = ended(tmp_path, interrupt)
    assert record.left_behind == [*end.not_asked, REQUESTED[1]]


def test_what_a_finished_run_left_behind_has_its_command_too(
    tmp_path: Path, end: PlayedEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    end.remains = ["namespace x waits for finalizer kubernetes"]
    code, record = ended(tmp_path, judged)
    assert code == ExitCode.LEFT_BEHIND
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == f"to take away what was left behind: ./toxw -e sweep -- --run {record.run_id}"


def test_a_run_that_leaves_nothing_says_no_more_than_ever(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ended(tmp_path, judged)[0] == ExitCode.KEPT
    assert capfd.readouterr().out.splitlines()[-1].startswith("report ")


def test_a_defect_of_a_step_leaves_no_stack_behind(tmp_path: Path, end: PlayedEnd) -> None:
    def defect(_: Run) -> bool:
        raise ZeroDivisionError("by a step")

    code, _ = ended(tmp_path, defect)
    assert (code, end.taken) == (ExitCode.INTERNAL_ERROR, NAMESPACES)


class FullDisk:
    """Every new file fails from the moment at which it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self._mkstemp = tempfile.mkstemp
        monkeypatch.setattr(tempfile, "mkstemp", self.mkstemp)

    def mkstemp(self, **wanted: Any) -> tuple[int, str]:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device", str(wanted["dir"]))
        return self._mkstemp(**wanted)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


def fills(disk: FullDisk, error: PromiseBroken | None = None) -> Callable[[Run], Any]:
    """Return a judge that fills the disk after its first promise, and is to stop after the second."""

    def judge(run: Run) -> None:
        judged(run, error, until=1)
        assert not run.must_stop
        disk.is_full = True
        run.scenario_started("pods_1")
        for _ in run.recorder.current.steps:
            run.step_started()
            run.step_finished(StepOutcome.PASSED)
        run.phase_ended("pods_1", "passed", None)
        run.scenario_finished()
        assert run.must_stop

    return judge


def test_a_full_disk_is_one_line_and_unknown_and_the_cluster_is_emptied(
    tmp_path: Path,
    end: PlayedEnd,
    disk: FullDisk,
    capfd: pytest.CaptureFixture[str],
) -> None:
    code, before = ended(tmp_path, fills(disk))
    assert code == ExitCode.UNKNOWN
    assert end.taken == NAMESPACES
    assert end.closed == 1
    said = capfd.readouterr().out
    assert said.count("the report cannot be written to ") == 2, "one of the run, one of what lies beside it"
    assert "(No space left on device): make room there, or name another --reports" in said
    assert "Traceback" not in said
    assert [scenario.verdict for scenario in before.scenarios] == [Verdict.KEPT], (
        "the report of before stands"
    )
    assert before.exit_code is None


def test_a_promise_that_was_found_broken_stays_broken_on_a_full_disk(tmp_path: Path, disk: FullDisk) -> None:
    assert ended(tmp_path, fills(disk, PromiseBroken("there is no pod")))[0] == ExitCode.BROKEN


def test_a_disk_with_room_again_holds_a_report_that_tells_of_it(tmp_path: Path, disk: FullDisk) -> None:
    def judge(run: Run) -> None:
        fills(disk)(run)
        disk.is_full = False

    code, record = ended(tmp_path, judge)
    assert code == record.exit_code == ExitCode.UNKNOWN
    assert len(record.faults) == 1
    assert [scenario.verdict for scenario in record.scenarios] == [Verdict.KEPT] * 2
    assert "wiring_1" in record.required_not_run


def test_a_disk_that_is_full_for_the_logs_only_keeps_no_cluster_open(tmp_path: Path, end: PlayedEnd) -> None:
    def no_room(_: Path) -> list[Path]:
        raise OSError(errno.ENOSPC, "No space left on device")

    end.collect_logs = no_room
    code, record = ended(tmp_path, lambda run: judged(run, PromiseBroken("there is no pod")))
    assert (code, end.closed) == (ExitCode.BROKEN, 1)
    assert "No space left on device" in record.faults[0]
