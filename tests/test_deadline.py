"""A deadline: refused where it is too short, and nothing begun or waited for that its end has no room for."""

from __future__ import annotations

import math
import time

import pytest

from conformance.deadline import REPORTS_S, Deadline, end_s, read_deadline, start_s
from conformance.errors import BadInput, EnvironmentFault, NotBegun, PromiseBroken
from conformance.judgement import Judgement, Kept, NotYet
from conformance.observed import Snapshot
from conformance.patience import Patience
from conformance.record import WaitRecord
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock, PlayedWatch

ELSEWHERE = Patience.for_cluster(kubebox=False)
PATIENCE = Patience({"token": 30.0, "probe-interval": 0.5, "probe-interval-late": 0.5})


def test_without_one_there_is_none() -> None:
    assert read_deadline(None, ELSEWHERE, taken_away=True) is None


def test_one_that_leaves_no_room_for_a_start_and_an_end_is_refused() -> None:
    least = start_s(ELSEWHERE) + end_s(ELSEWHERE, taken_away=True)
    before = time.monotonic()
    read = read_deadline(least, ELSEWHERE, taken_away=True)
    assert read is not None
    assert read.began >= before
    assert (read.seconds, read.reserved) == (least, ELSEWHERE["namespace-gone"] + REPORTS_S)
    with pytest.raises(BadInput, match=r"--deadline: .* are less than a start \(10 min 0 s\)") as refused:
        read_deadline(least - 1, ELSEWHERE, taken_away=True)
    remedy = "give 26m or more, or lower the --patience of controller-ready, keystone-answers"
    assert remedy in str(refused.value)


def test_the_patience_that_is_lowered_lowers_what_a_deadline_needs() -> None:
    lowered = ELSEWHERE.with_overrides(["namespace-gone=60"])
    assert read_deadline(700, lowered, taken_away=True) is not None
    with pytest.raises(BadInput):
        read_deadline(700, ELSEWHERE, taken_away=True)


def test_a_box_that_is_thrown_away_is_not_waited_for() -> None:
    assert end_s(ELSEWHERE, taken_away=False) == REPORTS_S


def test_what_would_not_be_over_in_time_is_not_begun() -> None:
    clock = PlayedClock()
    deadline = Deadline(100.0, reserved=30.0, began=0.0, clock=clock.now)
    clock.time = 50.0
    deadline.refuse_late(20.0)
    with pytest.raises(NotBegun) as refused:
        deadline.refuse_late(20.1)
    assert str(refused.value) == (
        "deadline: 50.0 s are left of 1 min 40 s; this may take 20.1 s and the end 30.0 s"
    )
    clock.time = 500.0
    with pytest.raises(NotBegun, match=r"0\.00 s are left"):
        deadline.refuse_late(1.0)


class Cut:
    """A waiter whose deadline leaves `left` seconds at time zero."""

    def __init__(self, left: float, clock: PlayedClock, watch: PlayedWatch | None = None) -> None:
        self.records: list[WaitRecord] = []
        self.waiter = Waiter(
            watch,
            PATIENCE,
            recorder=self.records.append,
            clock=clock,
            until_deadline=lambda: left - clock.now(),
        )


def never(_: Snapshot) -> Judgement[None]:
    return NotYet("no address yet")


def test_a_wait_that_the_deadline_cuts_is_unknown_and_never_broken() -> None:
    clock = PlayedClock()
    cut = Cut(10.0, clock, PlayedWatch())
    with pytest.raises(EnvironmentFault, match=r"^the run's deadline came first: no address yet$") as ended:
        cut.waiter.until(never, "an address", "token")
    assert clock.time == 10.0
    assert "waited: 10.0 s of 10 s" in ended.value.detail
    assert cut.records == [WaitRecord("an address", "token", 30.0, 10.0, False, "no address yet")]


def test_a_probe_is_cut_too_and_one_that_is_kept_is_kept_even_late() -> None:
    clock = PlayedClock()
    cut = Cut(-5.0, clock)
    with pytest.raises(EnvironmentFault, match="deadline came first"):
        cut.waiter.until_answers(lambda: NotYet("silent"), "an answer", "token", within=3.0)
    assert cut.waiter.until_answers(lambda: Kept(1), "an answer", "token") == 1
    assert clock.time == 0.0


def test_what_is_to_hold_for_longer_than_is_left_is_not_taken_for_held() -> None:
    clock = PlayedClock()
    with pytest.raises(EnvironmentFault, match="deadline came first: 20 s are more than it leaves"):
        Cut(10.0, clock, PlayedWatch()).waiter.holds(lambda _: Kept(None), 20.0, "quiet")
    Cut(30.0, clock, PlayedWatch()).waiter.holds(lambda _: Kept(None), 20.0, "quiet")
    assert clock.time == 20.0


def test_a_wait_that_ends_before_the_deadline_is_as_ever() -> None:
    for left in (31.0, math.inf):
        with pytest.raises(PromiseBroken, match="not within 30 s"):
            Cut(left, PlayedClock(), PlayedWatch()).waiter.until(never, "an address", "token")
