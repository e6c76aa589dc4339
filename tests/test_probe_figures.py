"""Availability in figures."""

from __future__ import annotations

import pytest

from conformance.probe import Kind, Phase, facts_of, figures
from conformance.probe.figures import percentile
from tests.probe_records import fails, is_late, probed


def test_a_probe_without_failures() -> None:
    seen = figures(probed(10))
    assert (seen.sent, seen.failed, seen.availability_percent, seen.longest_outage_ms) == (200, 0, 100.0, 0.0)
    assert (seen.p50_ms, seen.p99_ms, seen.interval_ms, seen.latest_ms) == (5.0, 5.0, 100.0, 0.0)
    assert (seen.reused, seen.renewed, seen.failed_by_phase) == (99, 0, {})


def test_an_outage_lasts_from_the_first_failure_until_the_next_answer_of_its_kind() -> None:
    record = probed(10, fails(2, 3, kinds=(Kind.NEW,)), fails(6, 6.5, kinds=(Kind.NEW,)))
    seen = figures(record)
    assert seen.longest_outage_ms == 1005.0
    assert (seen.failed, seen.availability_percent) == (15, 92.5)
    assert figures(record, kind=Kind.KEPT).longest_outage_ms == 0.0
    assert seen.failed_by_phase == {"while connecting": 15}


def test_an_outage_that_does_not_end_lasts_until_the_end() -> None:
    assert figures(probed(10, fails(9, 11, kinds=(Kind.NEW,)))).longest_outage_ms == 1000.0


def test_figures_are_those_of_the_window() -> None:
    record = probed(10, fails(2, 3), marks={"deleted": 5.0})
    assert figures(record, record.until("deleted")).failed == 20
    assert figures(record, record.since("deleted")).failed == 0
    assert figures(record, record.since("deleted")).sent == 100


def test_latency_counts_from_when_a_request_was_due() -> None:
    seen = figures(probed(10, is_late(2, 2.3, 0.5)))
    assert (seen.p50_ms, seen.p99_ms, seen.late_p99_ms, seen.latest_ms) == (5.0, 505.0, 500.0, 500.0)


def test_nothing_sent_is_nothing_available() -> None:
    seen = figures(probed(10), (0.0, 1.0))
    assert (seen.sent, seen.availability_percent, seen.p99_ms, seen.longest_outage_ms) == (0, 0.0, 0.0, 0.0)


def test_facts_are_told_a_kind() -> None:
    facts = facts_of(probed(1, fails(0.5, 0.6, Phase.UNREAD, "Connection reset by peer", kinds=(Kind.KEPT,))))
    assert facts["kept-alive"]["failed_by_phase"] == {"reset before the request was read": 1}
    assert facts["new"]["failed"] == 0


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (75, 3), (76, 4), (99, 4), (100, 4), (0, 1)])
def test_percentiles_are_nearest_ranks(percent: float, value: int) -> None:
    assert percentile([1, 2, 3, 4], percent) == value
