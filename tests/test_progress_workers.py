"""What progress tells of several promises that are judged at once."""

from __future__ import annotations

from conformance.patience import WaitUnderWay
from conformance.progress import Progress
from conformance.verdict import Verdict
from tests.report_records import scenario
from tests.test_progress import Clock, plain, told


def test_what_workers_do_side_by_side_is_one_bar_and_a_line_for_each_that_is_over() -> None:
    console, raw = plain()
    with Progress(console, Clock(), {}) as progress:
        progress.expect(["pods_1", "pods_2", "pods_3"], {})
        progress.expect_workers(["w1", "w2"], ["pods_3"])
        for number in (1, 2):
            progress.scenario_started(f"pods_{number}", "Three pods run", f"w{number}")
            progress.step_started("Then ", "three pods are ready", f"w{number}")
            progress.awaiting(WaitUnderWay("three pods ready", f"{number} of 3", 1.5, 60.0), f"w{number}")
        now = progress._now
        assert {name: each.last_seen for name, each in now.beside.items()} == {"w1": "1 of 3", "w2": "2 of 3"}
        assert (now.expected, now.identifier, now.awaited) == (3, "", "")
        progress.scenario_finished(scenario("pods_2", Verdict.KEPT), "w2")
        now = progress._now
        assert (now.finished, [each.identifier for each in now.running]) == (1, ["pods_1"])
    assert told(raw) == ["✓ pods_2     Promise pods_2 holds  3.50 s"]
