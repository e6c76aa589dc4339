"""What is written down of one scenario while it runs."""

from __future__ import annotations

import pytest

from conformance.capability import Capability
from conformance.errors import EnvironmentFault, MissingCapability, PromiseBroken
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from conformance.recorder import Recorder
from conformance.table_record import TableCell, TableRecord
from conformance.verdict import Verdict

PROMISE = next(each for each in read_promises(SUITE_FOLDER / "features") if each.identifier == "pods_1")


def recorder() -> Recorder:
    ticks = iter(range(100))
    begun = Recorder(lambda: float(next(ticks)))
    begun.scenario_started(PROMISE)
    return begun


@pytest.mark.parametrize(
    ("error", "verdict", "missing"),
    [
        (None, Verdict.KEPT, ""),
        (PromiseBroken("volumes: none"), Verdict.BROKEN, ""),
        (EnvironmentFault("no answer"), Verdict.UNKNOWN, ""),
        (ZeroDivisionError(), Verdict.UNKNOWN, ""),
        (MissingCapability(Capability.LOAD_BALANCER, "no address"), Verdict.SKIPPED, "load_balancer"),
        (MissingCapability(Capability.EXEC_TOOLS, "no sh: not found"), Verdict.SKIPPED, "exec_tools"),
    ],
)
def test_an_ending_gives_verdict_and_missing_capability(
    error: Exception | None, verdict: Verdict, missing: str
) -> None:
    record = recorder().scenario_finished(error)
    assert (record.verdict, record.missing_capability) == (verdict, missing)


def test_what_was_seen_belongs_to_the_scenario_that_saw_it() -> None:
    running = recorder()
    table = TableRecord(
        "Token valid", "issuer", "replica asked", (TableCell("a", "b", "200", True, "req-1"),)
    )
    running.saw(uid="b3d1", ports={3306: ("taken",)})
    running.tabled(table)
    record = running.scenario_finished(None)
    assert (record.observed, record.tables, record.clocks) == (
        [{"uid": "b3d1", "ports": {"3306": ["taken"]}}],
        [table],
        [],
    )
    running.scenario_started(PROMISE)
    assert running.current.tables == []
