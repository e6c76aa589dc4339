"""A run from options to its report on a played cluster, with promises that get their verdicts by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import judging_on_cluster
from conformance.acceptance import accept
from conformance.command_line import read_options
from conformance.errors import PromiseBroken
from conformance.provenance import ClusterFacts
from conformance.record import RunRecord, StepOutcome
from conformance.report import read_run
from conformance.run import Run

PLAYED = SimpleNamespace(
    kind="kubebox",
    name="played",
    api=lambda: None,
    describe=lambda: ClusterFacts("kubebox", "played"),
    made_by_suite=True,
    collect_logs=lambda _: [],
    close=lambda: [],
)


def play_cluster(monkeypatch: pytest.MonkeyPatch, played: SimpleNamespace = PLAYED) -> None:
    """Let every run get the cluster `played`."""
    monkeypatch.setattr(judging_on_cluster, "own_cluster", lambda *_: played)
    monkeypatch.setattr(judging_on_cluster, "missing_capabilities", lambda *_, **__: {})
    monkeypatch.setattr(judging_on_cluster, "read_clock", lambda _: ([], None))
    lease = SimpleNamespace(release=lambda: None, give_up=lambda: None)
    monkeypatch.setattr(judging_on_cluster, "RunLease", lambda *_: lease)
    nodes = SimpleNamespace(start=lambda: None, close=lambda: None, unseen="")
    monkeypatch.setattr(judging_on_cluster, "NodeWatch", lambda *_: nodes)


def judged(run: Run, error: PromiseBroken | None = None, *, until: int = 1000) -> bool:
    """Give the first chosen promises a verdict without looking at anything; the first ends in `error`."""
    for promise in run.selection.chosen[:until]:
        run.scenario_started(promise.identifier)
        for _ in promise.steps if error is None else promise.steps[:1]:
            run.step_started()
            run.step_finished(StepOutcome.FAILED if error else StepOutcome.PASSED)
        run.phase_ended(promise.identifier, "failed" if error else "passed", error)
        run.scenario_finished()
        error = None
    return False


def accepted(reports: Path, judge: Any, *words: str) -> tuple[int, RunRecord]:
    """Run with these words and return the exit code and the report."""
    arguments = ["--reports", str(reports), *words]
    code = accept(read_options(arguments), arguments, judge)
    return code, read_run(reports / "latest")
