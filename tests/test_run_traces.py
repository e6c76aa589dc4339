"""A run on a cluster of its own leaves nothing behind, however it ends; all through the front door."""

from __future__ import annotations

import subprocess
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

import pytest

from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.held_namespaces import held_namespaces
from conformance.clusters.kubebox.inspection import held_boxes
from conformance.clusters.kubebox.machine_snapshot import processes_in, take_snapshot
from conformance.clusters.kubebox.state import BoxState
from conformance.exit_codes import ExitCode
from tests.front_door import toxw, toxw_until

pytestmark = pytest.mark.box

NO_NAME = ""
"""The box of a run is named after its process, which is not known before."""
END_S = 300.0
"""Only ends what hangs."""


def run_until_the_first_promise(reports: Path) -> tuple[subprocess.Popen[str], BoxState, int]:
    """Start a run on a box of its own; return it with its box and the box's process 1 once it judges."""
    words = ["-e", "conformance", "--", "--profile", "core", "--reports", str(reports)]
    process, said = toxw_until("pods_1", *words)
    boxes = [state for _, state in held_boxes() if state.name == f"run-{process.pid}"]
    assert boxes, "".join(said)
    assert boxes[0].init is not None
    return process, boxes[0], boxes[0].init.pid


def test_a_run_that_ends_by_itself_leaves_nothing(tmp_path: Path) -> None:
    before = take_snapshot(NO_NAME)
    ran = toxw("-e", "conformance", "--", "--only", "pods_1", "--reports", str(tmp_path / "reports"))
    assert ran.returncode == ExitCode.PARTIAL, ran.stdout + ran.stderr
    assert take_snapshot(NO_NAME).difference(before) == []


@pytest.mark.parametrize("stop", [SIGINT, SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, stop: Signals) -> None:
    before = take_snapshot(NO_NAME)
    process, _, init = run_until_the_first_promise(tmp_path / "reports")
    with held_namespaces([init]) as namespaces:
        assert processes_in(namespaces), "the search for processes finds none of a box that runs"
        process.send_signal(stop)
        rest, _ = process.communicate(timeout=END_S)
        assert process.returncode == ExitCode.INTERRUPTED, rest
        assert processes_in(namespaces) == []
    assert take_snapshot(NO_NAME).difference(before) == []


def test_what_a_killed_run_leaves_is_reaped(tmp_path: Path) -> None:
    before = take_snapshot(NO_NAME)
    process, box, init = run_until_the_first_promise(tmp_path / "reports")
    with held_namespaces([init]) as namespaces:
        process.send_signal(SIGKILL)
        process.communicate(timeout=END_S)
        assert readiness.until(lambda: not processes_in(namespaces), END_S), processes_in(namespaces)
    assert toxw("-e", "cluster", "--", "down", "--all").returncode == ExitCode.KEPT
    assert box.name not in [state.name for _, state in held_boxes()]
    assert take_snapshot(NO_NAME).difference(before) == []
