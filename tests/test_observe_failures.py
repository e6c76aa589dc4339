from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.errors import ClusterUnreachable, CredentialsRefused
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
)
from tests.recorded.watching import LONG, event, phase_is, pod, see


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_watch, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(kind_watch, "LONGEST_PAUSE_S", 0.01)


@pytest.fixture
def server() -> Iterator[PlayedApiServer]:
    with played_api_server() as played:
        yield played


@pytest.mark.parametrize(
    "failure",
    [
        refusal(500, "etcdserver: leader changed"),
        refusal(429, "too many requests", Retry_After="0"),
        lambda exchange: exchange.reply(200, b'{"items": [{"metadata": 5}]}'),
        lambda exchange: exchange.reply(200, b"no JSON"),
        break_off,
    ],
)
def test_a_server_that_fails_is_asked_again(server: PlayedApiServer, failure: Any) -> None:
    server.lists["pods"] = [failure, failure, listing(pod("p", 5))]
    server.watches["pods"] = [failure, events(event("MODIFIED", pod("p", 6, "Failed")), then=hold)]
    with NamespaceWatch(server.api, "stack") as watch:
        see(watch, phase_is("Failed"))
        assert watch.fault is None
        assert watch.trouble == ""


def test_an_error_in_a_stream_is_no_object(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5))]
    wrong = event("ERROR", {"kind": "Status", "code": 500, "message": "no"})
    server.watches["pods"] = [events(wrong), events(event("MODIFIED", pod("p", 6, "Failed")), then=hold)]
    with NamespaceWatch(server.api, "stack") as watch:
        assert list(see(watch, phase_is("Failed")).pods) == ["p"]


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_told_at_the_start(server: PlayedApiServer, status: int) -> None:
    server.lists["pods"] = [refusal(status, "no right to list pods")]
    with pytest.raises(CredentialsRefused) as caught:
        NamespaceWatch(server.api, "stack").start()
    assert str(status) in caught.value.message
    assert caught.value.detail == "no right to list pods"
    assert caught.value.cause == "credentials-refused"


def test_a_short_refusal_later_is_a_servers_start(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5))]
    server.watches["pods"] = [
        refusal(403, "RBAC: not read yet"),
        events(event("MODIFIED", pod("p", 6, "Failed")), then=hold),
    ]
    with NamespaceWatch(server.api, "stack") as watch:
        see(watch, phase_is("Failed"))
        assert watch.fault is None


def test_a_lasting_refusal_is_a_fault(server: PlayedApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.watches["pods"] = [refusal(401, "token has expired")]
    with NamespaceWatch(server.api, "stack") as watch, watch.changes:
        # only now: before, on a busy machine, another kind's first list may take longer
        monkeypatch.setattr(kind_watch, "REFUSED_FOR_S", 0.05)
        assert watch.changes.wait_for(lambda: watch.fault is not None, LONG)
        assert isinstance(watch.fault, CredentialsRefused)


def test_nodes_that_may_not_be_seen_are_done_without(server: PlayedApiServer) -> None:
    server.lists["nodes"] = [refusal(403, "nodes is forbidden")]
    with NamespaceWatch(server.api, "stack") as watch:
        assert watch.fault is None
        assert watch.snapshot.nodes == {}


def test_a_server_that_is_not_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with played_api_server() as server:
        pass
    watch = NamespaceWatch(server.api, "stack")
    wait_for = watch.changes.wait_for
    # Patience ends as soon as somebody has looked: on a busy machine that takes longer than any short one.
    monkeypatch.setattr(watch.changes, "wait_for", lambda *_: wait_for(lambda: watch.trouble != "", LONG))
    with pytest.raises(ClusterUnreachable, match=r"does not answer \(127\.0\.0\.1:\d+: .*refused\)"):
        watch.start()


def test_a_server_that_does_not_answer_is_unreachable(
    server: PlayedApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kind_watch, "SILENCE_S", 0.5)
    server.lists["pods"] = [no_headers]
    with pytest.raises(ClusterUnreachable, match="does not answer"):
        NamespaceWatch(server.api, "stack").start(timeout=0.1)


def test_closing_ends_every_thread(server: PlayedApiServer) -> None:
    watch = NamespaceWatch(server.api, "stack").start()
    threads = [each for each in threading.enumerate() if each.name.startswith("watch ")]
    assert len(threads) == 6
    watch.close()
    for thread in threads:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in threads)


def test_a_fresh_look_goes_past_the_watches(server: PlayedApiServer) -> None:
    server.lists["pods"] = [listing(pod("p", 5, "Pending")), listing(pod("p", 6))]
    with NamespaceWatch(server.api, "stack") as watch:
        fresh = watch.look_again()
        assert phase_is("Running")(fresh)
        assert phase_is("Pending")(watch.snapshot)


@pytest.mark.parametrize(
    ("answer", "timeout", "kind"),
    [
        (refusal(401, "no"), LONG, CredentialsRefused),
        (refusal(503, "no"), LONG, ClusterUnreachable),
        (no_headers, 0.2, ClusterUnreachable),
    ],
)
def test_a_fresh_look_that_fails_says_why(
    server: PlayedApiServer, answer: Any, timeout: float, kind: type[Exception]
) -> None:
    server.lists["pods"] = [listing(), answer]
    with NamespaceWatch(server.api, "stack") as watch, pytest.raises(kind):
        watch.look_again(timeout)
