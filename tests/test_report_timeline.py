"""Where bars lie on the timeline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conformance.report.timeline import timeline_of
from conformance.verdict import Verdict
from tests.report_records import kept, run


def test_nothing_ran_nothing_is_drawn() -> None:
    assert timeline_of(run()) is None


def test_rows_are_in_order_and_pauses_have_theirs() -> None:
    line = timeline_of(kept("a_1", "a_2"))
    assert line is not None
    assert [(row.identifier or row.title, row.start, row.seconds) for row in line.rows] == [
        ("Making the cluster and the stack ready", 0.0, 10.0),
        ("a_1", 10.0, 3.5),
        ("Between two promises", 13.5, 0.5),
        ("a_2", 14.0, 3.5),
        ("Clean-up", 17.5, 24.75),
    ]


def test_bars_and_waits_are_shares_of_the_whole_run() -> None:
    line = timeline_of(kept("a_1"))
    assert line is not None
    (row,) = [row for row in line.rows if row.identifier]
    assert (row.bar.left, row.bar.width) == pytest.approx((100 * 10 / 42.25, 100 * 3.5 / 42.25))
    (wait,) = row.waits
    assert (wait.left, wait.width) == pytest.approx((100 * 10.25 / 42.25, 100 * 2.5 / 42.25))


def test_ticks_are_round_and_few() -> None:
    line = timeline_of(kept("a_1"))
    assert line is not None
    assert [seconds for _, seconds in line.ticks] == [0, 10, 20, 30, 40]


def test_no_bar_leaves_the_track_or_vanishes() -> None:
    record = run(("a_1", Verdict.KEPT), ("a_2", Verdict.KEPT))
    record.scenarios[0].seconds = 0.0
    record.scenarios[1].started = record.started + timedelta(seconds=42.25)
    line = timeline_of(record)
    assert line is not None
    for row in line.rows:
        assert row.bar.width >= 0.25
        assert 0 <= row.bar.left <= row.bar.left + row.bar.width <= 100 + 1e-9


def test_a_run_that_never_finished_ends_with_its_last_promise() -> None:
    record = kept("a_1")
    record.finished = None
    line = timeline_of(record)
    assert line is not None
    assert line.seconds == 13.5
