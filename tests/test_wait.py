from __future__ import annotations

import pytest

from conformance.conditions import Condition
from conformance.errors import (
    ClusterUnreachable,
    CredentialsRefused,
    EnvironmentFault,
    InternalError,
    PromiseBroken,
)
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import Snapshot
from conformance.patience import Patience, WaitUnderWay
from conformance.record import WaitRecord
from conformance.wait import Waiter
from tests.recorded.played import PlayedClock, PlayedWatch

PATIENCE = Patience({"token": 30.0, "probe-interval": 0.5, "probe-interval-late": 0.5})


def revision(number: int) -> Snapshot:
    return Snapshot(revision=number)


def at_least(number: int, otherwise: NotYet | Never | None = None) -> Condition[int]:
    def judge(snapshot: Snapshot) -> Judgement[int]:
        if snapshot.revision >= number:
            return Kept(snapshot.revision, f"revision {snapshot.revision}")
        return otherwise or NotYet(f"only revision {snapshot.revision}")

    return judge


class Told:
    """A waiter with all that it told."""

    def __init__(self, watch: PlayedWatch | None, clock: PlayedClock) -> None:
        self.records: list[WaitRecord] = []
        self.progress: list[WaitUnderWay] = []
        self.waiter = Waiter(
            watch,
            PATIENCE,
            recorder=self.records.append,
            progress=self.progress.append,
            clock=clock,
        )


def test_a_wait_ends_the_moment_its_condition_is_kept() -> None:
    watch = PlayedWatch(revision(1))
    clock = PlayedClock({2.0: lambda: watch.shows(revision(2)), 4.5: lambda: watch.shows(revision(3))})
    told = Told(watch, clock)
    assert told.waiter.until(at_least(3), "revision 3", "token") == 3
    assert clock.time == 4.5
    assert clock.slept == []
    assert told.records == [WaitRecord("revision 3", "token", 30.0, 4.5, True, "revision 3")]
    assert told.progress == [
        WaitUnderWay("revision 3", "only revision 1", 0.0, 30.0),
        WaitUnderWay("revision 3", "only revision 2", 2.0, 30.0),
        WaitUnderWay("revision 3", "revision 3", 4.5, 30.0),
    ]


def test_progress_is_told_on_change_only() -> None:
    watch = PlayedWatch(revision(1))
    clock = PlayedClock({float(at): lambda at=at: watch.shows(revision(at)) for at in range(2, 9)})  # type: ignore[misc]  # mypy sees no default in a lambda
    told = Told(watch, clock)
    told.waiter.until(at_least(8, NotYet("the same")), "revision 8", "token")
    assert [wait.last_seen for wait in told.progress] == ["the same", "revision 8"]


def test_never_ends_at_once_with_the_tables_verdict() -> None:
    for cause, kind in (("image-not-found", PromiseBroken), ("pull-refused", EnvironmentFault)):
        clock = PlayedClock()
        told = Told(PlayedWatch(), clock)
        with pytest.raises(kind) as caught:
            told.waiter.until(at_least(1, Never("image not pulled: no", cause)), "a pod", "token")
        assert clock.time == 0
        assert isinstance(caught.value, PromiseBroken | EnvironmentFault)
        assert caught.value.message == "image not pulled: no"
        assert caught.value.cause == cause
        assert told.records == [WaitRecord("a pod", "token", 30.0, 0.0, False, "image not pulled: no")]


def test_used_up_patience_is_a_broken_promise_with_the_course_of_the_wait() -> None:
    watch = PlayedWatch(revision(1))
    clock = PlayedClock({12.25: lambda: watch.shows(revision(2))})
    with pytest.raises(PromiseBroken) as caught:
        Told(watch, clock).waiter.until(at_least(3), "revision 3", "token")
    assert clock.time == 30
    assert caught.value.message == "only revision 2 (not within 30 s: revision 3)"
    assert caught.value.detail.splitlines() == [
        "awaited: revision 3",
        "waited: 30.0 s of 30 s (token)",
        "seen during the wait, last at the end:",
        "  +0.0 s  only revision 1",
        "  +12.2 s  only revision 2",
    ]


@pytest.mark.parametrize(
    ("cause", "kind"),
    [("pull-throttled", EnvironmentFault), ("crash-loop", PromiseBroken), ("", PromiseBroken)],
)
def test_used_up_patience_with_a_cause_gets_that_causes_verdict(cause: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        Told(PlayedWatch(), PlayedClock()).waiter.until(at_least(1, NotYet("not yet", cause)), "it", "token")
    assert caught.value.cause == cause  # type: ignore[attr-defined]  # both kinds have it


def test_a_silent_watch_does_not_make_a_promise_look_broken() -> None:
    watch = PlayedWatch(revision(1))
    watch.fresh = revision(3)
    told = Told(watch, PlayedClock())
    assert told.waiter.until(at_least(3), "revision 3", "token") == 3
    assert told.records[0].kept


def test_an_api_server_that_is_gone_at_the_end_makes_it_unknown() -> None:
    watch = PlayedWatch()
    watch.fresh = ClusterUnreachable("the API server does not answer", cause="cluster-unreachable")
    told = Told(watch, PlayedClock())
    with pytest.raises(ClusterUnreachable) as caught:
        told.waiter.until(at_least(3), "revision 3", "token")
    assert "awaited: revision 3" in caught.value.detail
    assert not told.records[0].kept


def test_refused_credentials_end_a_wait() -> None:
    watch = PlayedWatch()

    def refuse() -> None:
        watch.fault = CredentialsRefused("refused", "sign in again", cause="credentials-refused")

    clock = PlayedClock({3.0: refuse})
    with pytest.raises(CredentialsRefused, match="refused: sign in again") as caught:
        Told(watch, clock).waiter.until(at_least(3), "revision 3", "token")
    assert clock.time == 3
    assert "waited: 3.0 s of 30 s (token)" in caught.value.detail


def test_an_unknown_patience_is_a_defect() -> None:
    with pytest.raises(InternalError, match="no patience is called 'tokn'"):
        Told(PlayedWatch(), PlayedClock()).waiter.until(at_least(0), "it", "tokn")


def test_an_unknown_cause_is_a_defect() -> None:
    with pytest.raises(InternalError, match="no such cause"):
        Told(PlayedWatch(), PlayedClock()).waiter.until(at_least(1, Never("no", "gremlins")), "it", "token")


def test_the_first_broken_rung_is_the_first_line() -> None:
    rung = NotYet("not scheduled: pod p: no room on any node", "unschedulable")
    with pytest.raises(EnvironmentFault, match=r"^not scheduled: pod p: no room on any node"):
        Told(PlayedWatch(), PlayedClock()).waiter.until(
            at_least(1), "revision 1", "token", meanwhile=lambda _: rung
        )


def test_a_hopeless_rung_ends_the_wait() -> None:
    clock = PlayedClock()
    with pytest.raises(PromiseBroken, match=r"^image not pulled"):
        Told(PlayedWatch(), clock).waiter.until(
            at_least(1), "it", "token", meanwhile=lambda _: Never("image not pulled: no", "image-not-found")
        )
    assert clock.time == 0


def test_what_holds_is_watched_to_the_end() -> None:
    watch = PlayedWatch(revision(1))
    clock = PlayedClock({1.0: lambda: watch.shows(revision(2))})
    told = Told(watch, clock)
    assert told.waiter.holds(at_least(1), 5.0, "it stays") == 2
    assert clock.time == 5
    assert told.records == [WaitRecord("it stays", "stays so", 5.0, 5.0, True, "revision 2")]


def test_what_does_not_hold_fails_the_moment_it_ends() -> None:
    watch = PlayedWatch(revision(2))
    clock = PlayedClock({1.5: lambda: watch.shows(revision(1))})
    told = Told(watch, clock)
    with pytest.raises(PromiseBroken, match=r"^only revision 1, after 1\.5 s$"):
        told.waiter.holds(at_least(2), 5.0, "it stays")
    assert clock.time == 1.5
    assert not told.records[0].kept


def test_what_seemed_to_hold_is_looked_at_again() -> None:
    watch = PlayedWatch(revision(2))
    watch.fresh = revision(1)
    with pytest.raises(PromiseBroken, match=r"^only revision 1"):
        Told(watch, PlayedClock()).waiter.holds(at_least(2), 5.0, "it stays")
