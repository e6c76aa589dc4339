"""How quickly pods are replaced, and how requests for tokens end: pure judges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault
from conformance.identity import TokenAttempt
from conformance.judges.replacement import began_to_lack, made_within, seconds_until_made
from conformance.judges.without_database import (
    all_accept,
    all_refuse,
    ended_without_a_token,
    issued_each,
    issued_none,
)
from conformance.observed import PodView, Snapshot
from conformance.observed.snapshot import Change

OLD = PodView(name="old", uid="uid-old", labels={"name": "keystone"})
NEW = PodView(name="new", uid="uid-new")


def change(at: float, view: PodView, action: str = "MODIFIED") -> Change:
    return Change(at, action, "pods", view.name, view.uid, "1", view)


HISTORY = (
    change(1.0, OLD, "ADDED"),
    change(9.0, replace(OLD, phase="Running")),
    change(10.2, replace(OLD, terminating=True)),
    change(10.5, NEW, "ADDED"),
    change(11.0, replace(NEW, phase="Running")),
    change(12.0, replace(OLD, terminating=True), "DELETED"),
)


def test_a_replacement_is_timed_by_what_arrived_at_the_watch() -> None:
    seen = Snapshot(history=HISTORY)
    since = began_to_lack([OLD], seen, 10.0)
    assert since == [10.2]
    assert seconds_until_made([NEW], seen, since) == {"new": 0.3}


def test_a_pod_that_is_relabelled_is_lacking_from_then_on() -> None:
    relabelled = change(10.1, replace(OLD, labels={"name": "let-go"}))
    assert began_to_lack([OLD], Snapshot(history=(HISTORY[0], relabelled, *HISTORY[1:])), 10.0) == [10.1]


def test_what_the_watch_did_not_show_is_counted_from_the_request() -> None:
    assert began_to_lack([OLD], Snapshot(history=HISTORY[:2]), 10.0) == [10.0]


def test_a_pod_that_is_there_and_came_while_the_watch_was_away_is_nobodys_fault() -> None:
    with pytest.raises(EnvironmentFault, match="the watch did not show when new came"):
        seconds_until_made([NEW], Snapshot(history=HISTORY[:2]), [10.0])


def test_each_pod_is_counted_from_when_one_more_was_due() -> None:
    second, newer = PodView(name="second", uid="uid-2"), PodView(name="newer", uid="uid-3")
    later = (
        change(11.1, replace(second, terminating=True)),
        change(11.4, newer, "ADDED"),
    )
    seen = Snapshot(history=(*HISTORY[:4], *later))
    since = began_to_lack([second, OLD], seen, 10.0)
    assert since == [10.2, 11.1]
    assert seconds_until_made([newer, NEW], seen, since) == {"new": 0.3, "newer": 0.3}


def test_one_that_comes_too_late_is_not_taken_for_the_next() -> None:
    second, newer = PodView(name="second", uid="uid-2"), PodView(name="newer", uid="uid-3")
    going = change(10.3, replace(second, terminating=True))
    seen = Snapshot(history=(*HISTORY[:3], going, change(10.4, NEW, "ADDED"), change(12.0, newer, "ADDED")))
    assert seconds_until_made([NEW, newer], seen, began_to_lack([OLD, second], seen, 10.0)) == {
        "new": 0.2,
        "newer": 1.7,
    }


def test_a_late_replacement_is_told_with_its_time() -> None:
    assert made_within({"a": 0.2, "b": 1.0}, 1.0) == []
    assert made_within({"a": 0.2, "b": 1.25}, 1.0) == [
        "too late: new pod b was made after 1.25 s, not within 1 s"
    ]


GOT = TokenAttempt("a", True, "", 0.3)
NONE = TokenAttempt("b", False, "answered 503", 0.4)
SLOW = TokenAttempt("c", False, "answered 503", 7.0)


def test_a_request_without_a_database_ends_soon_and_without_a_token() -> None:
    assert ended_without_a_token([NONE], 5.0) == []
    assert ended_without_a_token([NONE, GOT, SLOW], 5.0) == [
        "token: pod a issued one without the database that it was set up with",
        "token: the request to pod c ended after 7.0 s, not within 5 s (answered 503)",
    ]


def test_without_a_bound_only_a_token_is_wrong() -> None:
    assert issued_none([NONE, SLOW]) == []
    assert len(issued_none([NONE, GOT])) == 1


def test_each_request_that_got_no_token_is_told() -> None:
    assert issued_each([GOT, GOT]) == []
    assert issued_each([GOT, NONE]) == ["no token: pod b: answered 503"]


def test_a_token_from_before_is_refused_by_all_or_accepted_by_all() -> None:
    assert all_refuse({"a": 404, "b": 401}) == []
    assert all_refuse({"a": 200, "b": 404}) == [
        "token: pod a answered 200 to a token from before, and did not refuse it"
    ]
    assert all_refuse({"a": 500, "b": 0}) == [
        "token: pod a answered 500 to a token from before, and did not refuse it",
        "token: pod b answered nothing to a token from before, and did not refuse it",
    ]
    assert all_accept({"a": 200}) == []
    assert all_accept({"a": 404}) == ["token: pod a answered 404 to a token from before, not 200"]
