"""One run that is sent a signal: when, and what is seen of it until it has ended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.clusters.kubebox import readiness
from sabotage.child_run import LOG
from sabotage.endings import ended_run
from sabotage.endings.draws import Draw
from sabotage.endings.ended_run import EndedRun
from sabotage.endings.ledger import Phase, Place, Stop
from tests.waiting_run import WAITS

ENDS_WITHIN_S = 300.0
"""Only ends what hangs."""


@pytest.fixture(autouse=True)
def _played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ended_run, "PROGRAM", "tests.waiting_run")


def draw(stop: Stop, moment_s: float = 0.0) -> Draw:
    return Draw(stop, Place.KEPT_BOX, 1, f"s/{stop}", moment_s)


class Namespaces:
    """What a run has on its cluster, looked at only once the run listens for signals."""

    def __init__(self, log: Path, *seen: dict[str, datetime | None]) -> None:
        self.log = log
        self.seen = list(seen)

    def __call__(self, _run_id: str) -> dict[str, datetime | None]:
        assert readiness.until(lambda: WAITS in self.log.read_text(encoding="utf-8"), ENDS_WITHIN_S)
        return self.seen.pop(0) if len(self.seen) > 1 else self.seen[0]


def test_a_killed_run_has_a_row_with_its_moment_and_nothing_else(tmp_path: Path) -> None:
    run = EndedRun(draw(Stop.KILL), (), tmp_path / "run", lambda _: {})
    assert readiness.until(run.look, ENDS_WITHIN_S)
    row = run.row({"Pod": 4}, "./toxw -e sweep", 0, [])
    assert (row.exit_code, row.phase, row.run_id, row.requested_after_s) == (-9, Phase.NOT_BEGUN, "", None)
    assert row.counts
    assert row.shortcomings == []


def test_a_stopped_run_is_watched_until_every_deletion_is_asked_for(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    made = Namespaces(tmp_path / "run" / LOG, {"a": None}, {"a": None}, {"a": now, "b": None}, {"a": now})
    run = EndedRun(draw(Stop.TERM), (), tmp_path / "run", made)
    assert readiness.until(lambda: run.look() and run.requested_after_s is not None, ENDS_WITHIN_S)
    row = run.row({}, "", 0, ["+ Pod a/b"])
    assert (row.exit_code, row.last_line) == (2, WAITS)
    assert row.requested_after_s is not None
    assert row.shortcomings == ["differs afterwards: + Pod a/b", f"the last line has no sweep: '{WAITS}'"]


def test_a_run_that_had_made_nothing_had_nothing_to_ask_for(tmp_path: Path) -> None:
    run = EndedRun(draw(Stop.TERM), (), tmp_path / "run", Namespaces(tmp_path / "run" / LOG, {}))
    assert readiness.until(run.look, ENDS_WITHIN_S)
    assert run.requested_after_s is None


def test_a_moment_after_the_end_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ended_run, "PROGRAM", "tests.no_such_module")
    run = EndedRun(draw(Stop.KILL, 1e9), (), tmp_path / "run", lambda _: {})
    assert readiness.until(run.look, ENDS_WITHIN_S)
    row = run.row({}, "", 0, [])
    assert (row.phase, row.counts) == (Phase.OVER, False)
