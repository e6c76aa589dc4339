from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.observe import NamespaceWatch, kind_watch
from tests.recorded.api_server import (
    PlayedApiServer,
    break_off,
    events,
    hold,
    listing,
    no_headers,
    played_api_server,
    refusal,
    silence,
)
from tests.recorded.watching import GONE, event, hold_open, phase_is, pod, see


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_watch, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(kind_watch, "LONGEST_PAUSE_S", 0.01)


@pytest.fixture
def server() -> Iterator[PlayedApiServer]:
    with played_api_server() as played:
        yield played


def test_a_list_and_the_changes_after_it_are_seen(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5, "Pending"), version="7")]
    server.watches["pods"] = [
        events(
            event("MODIFIED", pod("p", 8)),
            event("ADDED", pod("q", 9)),
            event("DELETED", pod("q", 10)),
            then=hold,
        )
    ]
    with NamespaceWatch(server.api, "stack") as watch:
        snapshot = see(watch, lambda snapshot: snapshot.deleted_at("uid-q") is not None)
    assert phase_is("Running")(snapshot)
    assert snapshot.pod("q") is None
    assert [(each.action, each.name, each.resource_version) for each in snapshot.history] == [
        ("ADDED", "p", "5"),
        ("MODIFIED", "p", "8"),
        ("ADDED", "q", "9"),
        ("DELETED", "q", "10"),
    ]
    times = [each.at for each in snapshot.history]
    assert times == sorted(times)
    assert snapshot.seen_at["uid-p"] == times[1]
    assert "uid-q" not in snapshot.seen_at
    assert server.watches_of("pods")[0]["resourceVersion"] == "7"
    assert server.watches_of("pods")[0]["allowWatchBookmarks"] == "true"


def test_an_older_snapshot_stays_as_it_was(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 1, "Pending"))]
    server.watches["pods"] = [events(event("MODIFIED", pod("p", 2)), then=hold)]
    with NamespaceWatch(server.api, "stack") as watch:
        first = watch.snapshot
        later = see(watch, phase_is("Running"))
        assert later.revision > 0
        if first is not later:
            assert phase_is("Pending")(first)


def test_a_watch_that_the_server_ends_goes_on_where_it_ended(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5), version="5")]
    bookmark = event("BOOKMARK", {"metadata": {"resourceVersion": "42"}})
    server.watches["pods"] = [events(bookmark), events(event("MODIFIED", pod("p", 43, "Failed")), then=hold)]
    with NamespaceWatch(server.api, "stack") as watch:
        see(watch, phase_is("Failed"))
    assert [query["resourceVersion"] for query in server.watches_of("pods")] == ["5", "42"]


def test_a_connection_that_breaks_off_goes_on_where_it_broke(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5, "Pending"), version="5")]
    server.watches["pods"] = [
        events(event("MODIFIED", pod("p", 6)), then=break_off),
        events(event("MODIFIED", pod("p", 7, "Failed")), then=hold),
    ]
    with NamespaceWatch(server.api, "stack") as watch:
        see(watch, phase_is("Failed"))
        assert watch.fault is None
    assert [query["resourceVersion"] for query in server.watches_of("pods")] == ["5", "6"]


def test_a_half_open_connection_is_left(server: PlayedApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_watch, "SILENCE_S", 0.2)
    server.lists["pods"] = [listing(pod("p", 5, "Pending"))]
    server.watches["pods"] = [silence, no_headers, events(event("MODIFIED", pod("p", 7)), then=hold)]
    with NamespaceWatch(server.api, "stack") as watch:
        see(watch, phase_is("Running"))


@pytest.mark.parametrize("gone", [events(GONE), refusal(410, "too old resource version")])
def test_a_version_that_is_gone_makes_a_fresh_list(server: PlayedApiServer, gone: Any) -> None:
    server.lists["pods"] = [
        listing(pod("p", 5), pod("left", 4)),
        listing(pod("p", 9, uid="another"), pod("new", 8), version="9"),
    ]
    server.watches["pods"] = [gone, hold_open()]
    with NamespaceWatch(server.api, "stack") as watch:
        snapshot = see(watch, lambda snapshot: snapshot.pod("new") is not None)
    assert snapshot.pod("left") is None
    assert [(each.action, each.name, each.uid) for each in snapshot.history[2:]] == [
        ("DELETED", "p", "uid-p"),
        ("DELETED", "left", "uid-left"),
        ("ADDED", "p", "another"),
        ("ADDED", "new", "uid-new"),
    ]


def test_what_a_list_shows_unchanged_is_no_change(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5)), listing(pod("p", 5), pod("new", 6))]
    server.watches["pods"] = [events(GONE), hold_open()]
    with NamespaceWatch(server.api, "stack") as watch:
        snapshot = see(watch, lambda snapshot: snapshot.pod("new") is not None)
    assert [(each.action, each.name) for each in snapshot.history] == [("ADDED", "p"), ("ADDED", "new")]
