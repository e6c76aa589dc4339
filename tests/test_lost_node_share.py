"""How many new connections a lost node may cost, by what a probe saw."""

from __future__ import annotations

import pytest

from conformance.errors import EnvironmentFault
from conformance.judges.lost_node import failed_no_more_than, share_failed
from conformance.probe import Kind
from tests.probe_records import BEGAN, fails, is_late, probed

WHOLE = (BEGAN, BEGAN + 10.0)
NEW, KEPT = (Kind.NEW,), (Kind.KEPT,)


def test_a_share_is_allowed_and_what_chance_adds() -> None:
    assert failed_no_more_than(probed(10, fails(0, 5, kinds=NEW)), WHOLE, 0.5) == []
    assert failed_no_more_than(probed(10, fails(0, 6.5, kinds=NEW)), WHOLE, 0.5) == []


def test_more_than_chance_adds_is_told_with_the_first_failures() -> None:
    wrong = failed_no_more_than(probed(10, fails(0, 6.6, kinds=NEW)), WHOLE, 0.5)
    assert wrong[0] == "answers: 66 of 100 new connections failed, 50% are a lost node's share"
    assert wrong[1].startswith("run-new-0 (new) failed while connecting")


def test_kept_connections_and_what_is_outside_the_window_do_not_count() -> None:
    record = probed(10, fails(0, 10, kinds=KEPT), fails(8, 10, kinds=NEW))
    assert failed_no_more_than(record, (BEGAN, BEGAN + 8.0), 0.01) == []


def test_a_probe_that_was_late_blames_nobody() -> None:
    with pytest.raises(EnvironmentFault, match="could not keep its pace"):
        failed_no_more_than(probed(10, is_late(2, 4, 1.0)), WHOLE, 0.5)


def test_the_share_that_failed_is_measured() -> None:
    assert share_failed(probed(10, fails(0, 4)).within(WHOLE, Kind.NEW)) == pytest.approx(0.4)
    assert share_failed([]) == 0.0
