"""From a played API server's watches to the ledger: nodes, pods of a stack, and no right to see nodes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.disturbance_record import DisturbanceKind as Kind
from conformance.disturbance_record import DisturbanceRecord
from conformance.ledger import Ledger, Stay, stays_of
from conformance.observe import Heartbeat, NamespaceWatch, NodeWatch, heartbeat_of, kind_watch
from conformance.observed import View
from tests.played_api import played_api
from tests.played_http import Asked, Reply
from tests.played_nodes import EVICTED, SHUTTING_DOWN, node_json, pod_json
from tests.recorded.api_server import PlayedApiServer, events, hold, listing, played_api_server, refusal
from tests.recorded.watching import GONE, LONG, event, see

Enough = Callable[[list[DisturbanceRecord]], bool]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_watch, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(kind_watch, "LONGEST_PAUSE_S", 0.01)


@pytest.fixture
def server() -> Iterator[PlayedApiServer]:
    with played_api_server() as played:
        yield played


class Told:
    """A ledger that can be waited for."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._more = threading.Condition()

    def saw_node(self, at: float, before: View | None, now: View, *, gone: bool) -> None:
        with self._more:
            self.ledger.saw_node(at, before, now, gone=gone)
            self._more.notify_all()

    def until(self, what: Enough) -> list[DisturbanceRecord]:
        with self._more:
            assert self._more.wait_for(lambda: what(self.ledger.records()), LONG), self.ledger.records()
            return self.ledger.records()


def watched(
    server: PlayedApiServer, enough: Callable[[list[DisturbanceRecord]], bool]
) -> list[DisturbanceRecord]:
    told = Told()
    nodes = NodeWatch(server.api, told.saw_node)
    nodes.start()
    try:
        found = told.until(enough)
        assert nodes.unseen == ""
        return found
    finally:
        nodes.close()


def test_each_thing_that_befalls_a_node_is_seen_and_how_long_it_lasts(server: PlayedApiServer) -> None:
    server.lists["nodes"] = [listing(node_json())]
    server.watches["nodes"] = [
        events(
            event("MODIFIED", node_json(cordoned=True, version=2)),
            event("MODIFIED", node_json(SHUTTING_DOWN, cordoned=True, version=3)),
            event("MODIFIED", node_json(boot="boot-2", version=4)),
            event("DELETED", node_json(boot="boot-2", version=5)),
            then=hold,
        )
    ]
    found = watched(server, lambda found: any(each.kind is Kind.GONE for each in found))
    assert {each.kind: each.ended is not None for each in found} == dict.fromkeys(
        (Kind.CORDONED, Kind.NOT_READY, Kind.BOOTED, Kind.GONE), True
    )
    assert len(found) == 4


def test_what_happened_while_the_watch_was_away_is_found_in_the_next_list(server: PlayedApiServer) -> None:
    server.lists["nodes"] = [listing(node_json()), listing(node_json(cordoned=True, version=9)), listing()]
    server.watches["nodes"] = [events(GONE), events(GONE), events(then=hold)]
    found = watched(server, lambda found: len(found) == 2)
    assert [each.words for each in found] == ["node n1 cordoned", "node n1 gone"]


def test_who_may_not_see_nodes_is_told_why_and_not_asked_again(server: PlayedApiServer) -> None:
    server.lists["nodes"] = [refusal(403, 'nodes is forbidden: User "u" cannot list resource "nodes"')]
    nodes = NodeWatch(server.api, Told().saw_node)
    nodes.start()
    nodes._watch.join(LONG)  # its thread ends by itself
    assert nodes.unseen == "the API server refuses to show Node objects (403)"
    assert [name for name, _ in server.asked] == ["nodes"]
    nodes.close()


def test_nodes_that_were_shown_are_asked_for_again_after_a_refusal(server: PlayedApiServer) -> None:
    """A restarted API server answers 403 until it has read its role bindings."""
    server.lists["nodes"] = [listing(node_json())]
    server.watches["nodes"] = [
        refusal(403, "forbidden"),
        events(event("MODIFIED", node_json(cordoned=True, version=2)), then=hold),
    ]
    assert [each.kind for each in watched(server, bool)] == [Kind.CORDONED]


def test_an_evicted_pod_is_seen_in_its_namespace_and_a_deleted_one_is_not(server: PlayedApiServer) -> None:
    going = pod_json(version=2)
    going["metadata"]["deletionTimestamp"] = "2026-11-26T05:00:00Z"
    evicted = pod_json(EVICTED, version=7)
    evicted["metadata"] |= {"uid": "uid-y", "name": "rc-y"}
    server.lists["pods"] = [listing(pod_json())]
    server.watches["pods"] = [
        events(
            event("MODIFIED", going),
            event("DELETED", going),
            event("ADDED", evicted),
            event("DELETED", evicted),
            then=hold,
        )
    ]
    ledger = Ledger()
    with NamespaceWatch(server.api, "stack", ledger.saw_pod) as watch:
        snapshot = see(watch, lambda snapshot: snapshot.deleted_at("uid-y") is not None)
    assert [each.pod for each in ledger.records()] == ["rc-y"]
    first, second = stays_of(snapshot)
    times = [change.at for change in snapshot.history if change.kind == "Pod"]
    assert (first, second) == (Stay("n1", times[0], times[2]), Stay("n1", times[3], times[4]))


NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spec", "heartbeat"),
    [
        ({"renewTime": "2026-11-26T04:59:08.000000Z", "leaseDurationSeconds": 40}, Heartbeat(52.0, 40.0)),
        ({"renewTime": "2026-11-26T05:00:00.400000Z", "leaseDurationSeconds": 40}, Heartbeat(0.0, 40.0)),
        ({}, None),
    ],
)
def test_a_heartbeat_is_as_old_as_the_lease_by_the_clusters_clock(
    spec: dict[str, Any], heartbeat: Heartbeat | None
) -> None:
    def answer(asked: Asked) -> Reply:
        assert asked.path.endswith("/namespaces/kube-node-lease/leases/n1")
        return Reply(200, {"spec": spec}, {"Date": f"{NOW:%a, %d %b %Y %H:%M:%S} GMT"})

    with played_api(answer) as (api, _):
        assert heartbeat_of(api, "n1") == heartbeat


def test_a_lease_that_may_not_be_read_tells_nothing() -> None:
    refused = {"kind": "Status", "reason": "Forbidden", "message": 'User "u" cannot get resource "leases"'}
    with played_api(lambda _: Reply(403, refused)) as (api, _):
        assert heartbeat_of(api, "n1") is None
    assert Heartbeat(21.0, 40.0).is_missed
    assert not Heartbeat(timedelta(seconds=20).total_seconds(), 40.0).is_missed
