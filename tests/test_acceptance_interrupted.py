"""Where an interrupt may hit a run: whatever it hits, the report is written and says what may be left."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from conformance import judging_on_cluster
from conformance.errors import PromiseBroken
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.run import Run
from conformance.stacks import Stacks
from tests.played_run import PLAYED, accepted, judged, play_cluster

NAMESPACE = "20261120-000000-aaaaaa-looked-at-1"


@pytest.fixture(autouse=True)
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    play_cluster(monkeypatch)


def interrupt(*_: Any) -> Any:
    raise KeyboardInterrupt


def judged_in_a_namespace(run: Run) -> bool:
    run.stacks.namespaces.append(NAMESPACE)
    return judged(run)


def interrupted_in_a_namespace(run: Run) -> bool:
    judged_in_a_namespace(run)
    raise KeyboardInterrupt


def ended(tmp_path: Path, judge: Any, *words: str) -> RunRecord:
    code, record = accepted(tmp_path, judge, "--only", "pods_1", *words)
    assert code == record.exit_code == ExitCode.INTERRUPTED
    assert record.finished is not None
    return record


def test_while_promises_are_judged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted(run: Run) -> bool:
        judged(run)
        raise KeyboardInterrupt

    record = ended(tmp_path, interrupted)
    assert ([each.identifier for each in record.scenarios], record.left_behind) == (["pods_1"], [])
    assert "to take away" not in capfd.readouterr().out


def test_while_the_cluster_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging_on_cluster, "own_cluster", interrupt)
    left = ["kubebox run-1: its removal"]
    monkeypatch.setattr(judging_on_cluster, "left_of_interrupted_boot", lambda: left)
    record = ended(tmp_path, judged)
    assert (record.scenarios, record.left_behind) == ([], left)


def test_namespaces_on_a_cluster_that_stays_are_asked_to_go_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Stacks, "request_teardown", lambda _: [])
    record = ended(tmp_path, interrupted_in_a_namespace, "--keep-cluster")
    assert record.left_behind == [f"namespace {NAMESPACE}: its deletion is requested, not proven"]
    assert capfd.readouterr().out.splitlines()[-1] == (
        f"requested but not proven gone: {NAMESPACE}; to prove it: ./toxw -e sweep -- --run {record.run_id}"
    )


def test_while_these_are_asked_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second Ctrl-C, which changes nothing any more."""

    def press(_: Stacks) -> list[str]:
        signal.raise_signal(signal.SIGINT)
        return []

    monkeypatch.setattr(Stacks, "request_teardown", press)
    record = ended(tmp_path, interrupted_in_a_namespace, "--keep-cluster")
    assert record.left_behind == [f"namespace {NAMESPACE}: its deletion is requested, not proven"]


def test_while_the_end_of_the_namespaces_is_awaited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Ctrl-C, after the last promise."""
    monkeypatch.setattr(Stacks, "take_away", interrupt)
    monkeypatch.setattr(Stacks, "request_teardown", lambda _: [])
    record = ended(tmp_path, judged_in_a_namespace, "--keep-cluster")
    assert record.left_behind == [f"namespace {NAMESPACE}: its deletion is requested, not proven"]
    assert len(record.scenarios) == 1


def test_while_the_cluster_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLAYED, "close", interrupt)
    record = ended(tmp_path, judged)
    assert record.left_behind == ["kubebox played: its removal was interrupted"]


def test_while_logs_are_copied_the_cluster_is_removed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(PLAYED, "collect_logs", interrupt)
    monkeypatch.setattr(PLAYED, "close", lambda: closed.append(True) or [])  # type: ignore[func-returns-value]  # append is None
    ended(tmp_path, lambda run: judged(run, PromiseBroken("there is no pod")))
    assert closed == [True]
