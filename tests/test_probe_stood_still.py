"""What is told although the machine stood still at some time under a probe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault
from conformance.judgement import Kept, NotYet
from conformance.probe import (
    Kind,
    Phase,
    ProbeRecord,
    back_within,
    may_have_missed,
    no_failures_after_the_request_was_read,
    no_failures_on_new_connections,
    quiet,
)
from conformance.probe.fitness import paced_since
from tests.probe_records import BEGAN, fails, is_late, missing, probed, steadily

DELETED = {"deleted": 2.0}
NEW, KEPT = (Kind.NEW,), (Kind.KEPT,)


def test_what_failed_while_the_pace_was_kept_is_told_whatever_was_late_at_another_time() -> None:
    late = is_late(7, 8, 0.5)
    record = probed(10, fails(3, 4, kinds=NEW), late, marks=DELETED)
    assert no_failures_on_new_connections(record)[0] == (
        "answers: 10 of 101 requests on new connections failed"
    )
    kept = probed(10, fails(3, 3.1, Phase.STATUS, kinds=KEPT), late)
    assert no_failures_after_the_request_was_read(kept) != []
    both = probed(10, fails(3, 4, kinds=NEW), fails(7.2, 7.5, kinds=NEW), late)
    assert "answers: 10 of 101" in no_failures_on_new_connections(both)[0]


@pytest.mark.parametrize("failed", [(7.2, 7.5), (8.2, 8.4), (6.2, 6.4)])
def test_what_failed_about_when_the_machine_stood_still_is_nobodys_fault(failed: tuple[float, float]) -> None:
    record = probed(10, fails(*failed, kinds=NEW), is_late(7, 8, 0.5))
    with pytest.raises(EnvironmentFault, match="could not keep its pace"):
        no_failures_on_new_connections(record)


def test_back_is_told_by_what_was_asked_in_time_after_the_machine_stood_still() -> None:
    late = is_late(3, 5, 0.5)
    for record in (probed(10, late, marks=DELETED), probed(10, fails(3, 4.9), late, marks=DELETED)):
        assert back_within(record, "deleted", 4.0) == []


@pytest.mark.parametrize(
    "record",
    [
        probed(10, fails(3, 7, kinds=KEPT), is_late(3, 5, 0.5), marks=DELETED),
        probed(10, is_late(3, 8, 0.5), marks=DELETED),
        probed(10, is_late(3, 11, 0.5), marks=DELETED),
        replace(probed(10, marks=DELETED), stopped_early=True),
    ],
)
def test_back_too_late_or_never_seen_is_nobodys_fault_where_the_machine_stood_still(
    record: ProbeRecord,
) -> None:
    with pytest.raises(EnvironmentFault, match=r"could not keep its pace|its own end"):
        back_within(record, "deleted", 4.0)


def test_a_gap_is_over_with_the_first_request_after_it() -> None:
    record = replace(missing(3, 5), marks=probed(1, marks=DELETED).marks)
    assert paced_since(record, record.since("deleted")) == pytest.approx(BEGAN + 5)
    assert back_within(record, "deleted", 3.1) == []


def test_a_probe_that_faltered_and_saw_nothing_fail_may_have_missed_it() -> None:
    late = is_late(3, 5, 0.5)
    for record, missed in (
        (probed(10, late, marks=DELETED), True),
        (probed(10, late, fails(6, 7), marks=DELETED), False),
        (probed(10, marks=DELETED), False),
    ):
        assert may_have_missed(record, record.since("deleted")) is missed


def test_what_is_quiet_is_paced_in_its_last_seconds() -> None:
    record = probed(10, is_late(0, 1, 0.5))
    quiet(record, last=8.0)
    with pytest.raises(EnvironmentFault, match="could not keep its pace"):
        quiet(record, last=9.5)
    with pytest.raises(EnvironmentFault, match="the quiet window was not quiet"):
        quiet(probed(10, is_late(0, 1, 0.5), fails(0.5, 0.6)), last=8.0)


def test_what_was_asked_late_is_not_steady_yet() -> None:
    judgement = steadily(probed(10, is_late(7, 8, 0.5), marks=DELETED), 4.0, "deleted")
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "probe-late"
    assert isinstance(steadily(probed(10, is_late(4, 5, 0.5), marks=DELETED), 4.0, "deleted"), Kept)


def test_not_steady_long_after_the_machine_stood_still_is_the_products_fault() -> None:
    judgement = steadily(probed(10, fails(3, 9), is_late(3, 4, 0.5), marks=DELETED), 4.0, "deleted")
    assert isinstance(judgement, NotYet)
    assert judgement.cause == ""
