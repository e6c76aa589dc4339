"""How far a request came, on real sockets: what a client can tell, and no more."""

from __future__ import annotations

import socket
import time
from threading import Event

import pytest

from conformance.probe.attempt import Phase
from conformance.probe.connections import KeptConnections, NewConnections, Outcome, Target
from conformance.probe.exchange import ExchangeFailed, connect, exchange
from tests.played_wire import (
    ANSWER,
    LAST_ANSWER,
    Handler,
    answering,
    closing_read,
    closing_unread,
    resetting_within,
    silent_until,
    unused_port,
    wire,
)

LONG = 30.0
"""Seconds: never reached where a test goes well."""


def target(port: int, timeout: float = LONG) -> Target:
    return Target(f"http://127.0.0.1:{port}/v3", timeout)


def on_new(*handlers: Handler) -> Outcome:
    with wire(*handlers) as port:
        return NewConnections(target(port)).send("run-new-1")


def test_an_answer_is_no_failure() -> None:
    outcome = on_new(answering())
    assert (outcome.status, outcome.phase, outcome.fresh) == (200, None, True)


@pytest.mark.parametrize(
    ("handler", "phase"),
    [
        (closing_unread, Phase.UNREAD),
        (closing_read, Phase.UNANSWERED),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 1), Phase.ANSWERING),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Type: application/js", 1), Phase.ANSWERING),
        (answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", 1), Phase.ANSWERING),
        (answering(b"SSH-2.0-OpenSSH\r\n", 1), Phase.ANSWERING),
        (answering(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"), Phase.STATUS),
        (answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), Phase.STATUS),
    ],
)
def test_a_failure_says_how_far_it_came(handler: Handler, phase: Phase) -> None:
    outcome = on_new(handler)
    assert outcome.phase is phase
    assert outcome.connected is not None
    assert outcome.words


def test_a_reset_within_the_answer_is_within_it() -> None:
    with wire(resetting_within(b"HTTP/1.1 200 OK\r\n")) as port:
        connection = connect("127.0.0.1", port, time.monotonic() + LONG)

        class TellsWhenItHasRead(socket.socket):
            def recv_into(self, *arguments: object) -> int:
                count = super().recv_into(*arguments)  # type: ignore[arg-type]  # handed through
                self.sendall(b"x")
                return count

        with (
            TellsWhenItHasRead(fileno=connection.detach()) as talking,
            pytest.raises(ExchangeFailed) as failed,
        ):
            exchange(talking, b"GET / HTTP/1.1\r\n\r\n", time.monotonic() + LONG)
    assert failed.value.phase is Phase.ANSWERING
    assert failed.value.words == "Connection reset by peer"


def test_a_refused_connection_never_was_one() -> None:
    outcome = NewConnections(target(unused_port())).send("run-new-1")
    assert (outcome.phase, outcome.words) == (Phase.CONNECTING, "Connection refused")
    assert outcome.connected is None


def test_silence_counts_as_read() -> None:
    released = Event()
    with wire(silent_until(released)) as port:
        # Long enough for this machine to connect and send, whatever else it does.
        outcome = NewConnections(target(port, timeout=1.0)).send("run-new-1")
        released.set()
    assert (outcome.phase, outcome.words) == (Phase.UNANSWERED, "no answer in time")


def test_a_close_that_crosses_the_request_left_it_unread() -> None:
    with wire(lambda _: None) as port:
        connection = connect("127.0.0.1", port, time.monotonic() + LONG)
        assert connection.recv(1, socket.MSG_PEEK) == b""  # the close has come; the request goes all the same
        with connection, pytest.raises(ExchangeFailed) as failed:
            exchange(connection, b"GET / HTTP/1.1\r\n\r\n", time.monotonic() + LONG)
    assert failed.value.phase is Phase.UNREAD


def test_a_kept_connection_is_used_again() -> None:
    with wire(answering()) as port:
        kept = KeptConnections(target(port), most=1)
        outcomes = [kept.send(f"run-kept-{number}") for number in range(3)]
        kept.close()
    assert [outcome.fresh for outcome in outcomes] == [True, False, False]
    assert not any(outcome.renewed or outcome.phase for outcome in outcomes)


def test_each_request_brings_a_connection_until_there_are_enough() -> None:
    with wire(answering()) as port:
        kept = KeptConnections(target(port), most=3)
        outcomes = [kept.send(f"run-kept-{number}") for number in range(5)]
        kept.close()
    assert [outcome.fresh for outcome in outcomes] == [True, True, True, False, False]


def test_an_announced_close_is_no_failure_and_no_renewal() -> None:
    with wire(answering(LAST_ANSWER, 1), answering()) as port:
        kept = KeptConnections(target(port), most=1)
        outcomes = [kept.send(f"run-kept-{number}") for number in range(2)]
        kept.close()
    assert [(one.fresh, one.renewed, one.phase) for one in outcomes] == [(True, False, None)] * 2


def test_a_close_while_idle_is_a_renewal_and_no_failure() -> None:
    closed = Event()

    def once(connection: socket.socket) -> None:
        answering(ANSWER, 1)(connection)
        connection.close()
        closed.set()

    with wire(once, answering()) as port:
        kept = KeptConnections(target(port), most=1)
        kept.send("run-kept-0")
        assert closed.wait(LONG)
        again = kept.send("run-kept-1")
        kept.close()
    assert (again.fresh, again.renewed, again.phase) == (True, True, None)


def test_each_request_carries_its_identifier_and_what_becomes_of_the_connection() -> None:
    there = Target("http://[fd00::1]:5000/v3", LONG)
    assert there.request("run-7", keep=True).decode().splitlines() == [
        "GET /v3?probe=run-7 HTTP/1.1",
        "Host: [fd00::1]:5000",
        "User-Agent: keystone-conformance",
        "Accept: application/json",
        "Connection: keep-alive",
        "",
    ]
    assert b"Connection: close" in there.request("run-7", keep=False)
