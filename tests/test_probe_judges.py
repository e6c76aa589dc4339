"""What availability is held against, and when nobody may judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.causes import failure
from conformance.errors import EnvironmentFault, InternalError
from conformance.judgement import Kept, NotYet
from conformance.probe import (
    Attempt,
    Kind,
    Phase,
    ProbeRecord,
    back_within,
    enough_probes,
    kept_its_pace,
    no_failures_after_the_request_was_read,
    no_failures_on_new_connections,
    quiet,
)
from tests.probe_records import BEGAN, fails, is_late, missing, probed, steadily

DELETED = {"deleted": 2.0}
NEW, KEPT = (Kind.NEW,), (Kind.KEPT,)


def test_back_is_counted_from_the_mark_to_the_first_answer_after_the_last_failure() -> None:
    record = probed(10, fails(3, 5, kinds=NEW), marks=DELETED)
    assert back_within(record, "deleted", 3.1) == []
    wrong = back_within(record, "deleted", 3.0)
    assert wrong[0] == (
        "answers: requests on new connections failed for 3.0 s after 'deleted', not for 3 s at most"
    )
    assert wrong[1] == "run-new-30 (new) failed while connecting: Connection refused"
    assert len(wrong) == 21


def test_failures_before_the_mark_are_none_of_its_own() -> None:
    assert back_within(probed(10, fails(0, 1), marks=DELETED), "deleted", 1.0) == []


def test_what_never_came_back_is_not_back() -> None:
    wrong = back_within(probed(10, fails(3, 11, kinds=KEPT), marks=DELETED), "deleted", 60.0)
    assert wrong[0].startswith("answers: requests on kept-alive connections failed until the probe's end")
    assert wrong[-1] == "and 50 more"


def test_a_kept_connection_that_could_not_be_opened_again_is_a_new_one() -> None:
    record = probed(10, fails(3, 4, kinds=KEPT), marks=DELETED)
    assert no_failures_on_new_connections(record)[0] == (
        "answers: 10 of 111 requests on new connections failed"
    )
    assert no_failures_after_the_request_was_read(record) == []


@pytest.mark.parametrize("phase", [Phase.UNANSWERED, Phase.ANSWERING, Phase.STATUS])
def test_a_kept_request_that_may_have_been_read_must_not_fail(phase: Phase) -> None:
    record = probed(10, fails(3, 3.1, phase, kinds=KEPT))
    assert no_failures_after_the_request_was_read(record)[0] == (
        "answers: 1 of 99 requests on kept connections failed after they may have been read"
    )
    assert no_failures_on_new_connections(record) == []


@pytest.mark.parametrize("phase", [Phase.UNSENT, Phase.UNREAD])
def test_a_kept_request_that_nobody_read_may(phase: Phase) -> None:
    record = probed(10, fails(3, 4, phase, kinds=KEPT))
    assert no_failures_after_the_request_was_read(record) == []


def test_judged_is_the_window_only() -> None:
    record = probed(10, fails(0, 1, Phase.STATUS), marks=DELETED)
    assert no_failures_on_new_connections(record, record.since("deleted")) == []
    assert no_failures_after_the_request_was_read(record, record.since("deleted")) == []


def test_a_quiet_window_with_a_failure_is_nobodys_fault() -> None:
    record = probed(10, fails(1, 1.05), marks=DELETED)
    with pytest.raises(EnvironmentFault, match=r"not quiet: 1 of 41 probes failed .* run-new-10 \(new\)"):
        quiet(record, record.until("deleted"))
    quiet(record, record.since("deleted"))


@pytest.mark.parametrize(
    "judge",
    [
        lambda record: back_within(record, "deleted", 3.4),
        no_failures_on_new_connections,
        no_failures_after_the_request_was_read,
        quiet,
        kept_its_pace,
    ],
)
def test_a_late_probe_carries_no_verdict(judge: Callable[[ProbeRecord], object]) -> None:
    record = probed(10, fails(3, 5), is_late(3, 5, 0.5), marks=DELETED)
    with pytest.raises(
        EnvironmentFault, match=r"could not keep its pace: 40 of \d+ requests began more than"
    ):
        judge(record)


def test_one_late_request_of_hundreds_is_no_matter() -> None:
    kept_its_pace(probed(10, is_late(3, 3.1, 0.5)))


@pytest.mark.parametrize(("first", "last"), [(3, 5), (0, 2), (8, 11)])
def test_a_blind_probe_carries_no_verdict(first: float, last: float) -> None:
    record = missing(first, last)
    with pytest.raises(EnvironmentFault, match="the probe could not keep its pace: it sent nothing for 2"):
        kept_its_pace(record)


def test_a_probe_whose_requests_hang_is_not_blind() -> None:
    hanging = tuple(BEGAN + 7 + 0.1 * number for number in range(30))
    kept_its_pace(replace(missing(7, 11), under_way=hanging))


def test_a_probe_at_its_own_end_carries_no_verdict() -> None:
    with pytest.raises(EnvironmentFault, match="came to its own end, after 10 s"):
        kept_its_pace(replace(probed(10), stopped_early=True))


def test_too_few_probes_carry_no_verdict() -> None:
    enough_probes(probed(10), 99)
    with pytest.raises(EnvironmentFault, match="only 99 of at least 100 probes were sent on kept-alive"):
        enough_probes(probed(10), 100)
    with pytest.raises(EnvironmentFault, match="only 100 of at least 101 probes were sent on new"):
        enough_probes(probed(10), 101)


def test_a_server_that_keeps_nothing_is_named() -> None:
    def fresh(one: Attempt, _after: float) -> Attempt:
        return replace(one, fresh=True)

    with pytest.raises(EnvironmentFault, match=r"only 0 of .* keeps no connection open"):
        enough_probes(probed(10, fresh), 50)


def test_steady_is_a_stretch_without_failures_after_the_mark() -> None:
    assert steadily(probed(10, fails(3, 5), marks=DELETED), 4.0, "deleted") == Kept(
        4.0, "80 requests answered in a row"
    )


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (probed(10, fails(3, 7), marks=DELETED), "20 of the last 80 requests failed, the last: run-kept-69"),
        (probed(5, marks=DELETED), "60 requests answered and none failed, of 80 that are due"),
    ],
)
def test_not_steady_yet(record: ProbeRecord, why: str) -> None:
    judgement = steadily(record, 4.0, "deleted")
    assert isinstance(judgement, NotYet)
    assert judgement.why.startswith(why)


def test_not_steady_is_nobodys_fault_where_the_probe_was_late() -> None:
    record = probed(10, fails(3, 9), is_late(3, 9, 0.5), marks=DELETED)
    judgement = steadily(record, 4.0, "deleted")
    assert isinstance(judgement, NotYet)
    assert judgement.cause == "probe-late"
    assert isinstance(failure(judgement.why, "", judgement.cause), EnvironmentFault)


def test_what_is_answered_only_after_the_stretch_is_not_steady() -> None:
    """A replica of three takes three seconds for each answer."""
    record = probed(10, marks=DELETED)
    slow = [
        replace(one, ended=one.ended + 3.0) if number % 3 == 0 else one
        for number, one in enumerate(record.attempts)
    ]
    judgement = steadily(replace(record, attempts=tuple(slow)), 4.0, "deleted")
    assert judgement == NotYet("60 requests answered and none failed, of 80 that are due")


def test_silence_is_not_steady() -> None:
    record = missing(7, 9)
    judgement = steadily(replace(record, marks=probed(1, marks=DELETED).marks), 4.0, "deleted")
    assert isinstance(judgement, NotYet)


def test_an_unknown_mark_is_a_defect_of_the_suite() -> None:
    with pytest.raises(InternalError, match="no mark 'delted'"):
        back_within(probed(10, marks=DELETED), "delted", 1.0)
