"""One HTTP/1.1 exchange on a socket, told apart by how far it came.

On sockets and not on a client library: those open a connection again, or repeat a request, where a probe must
say what happened. The answer is parsed by the standard library.
"""

from __future__ import annotations

import io
import select
import socket
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, RemoteDisconnected

from conformance.probe.attempt import Phase

RESET_COMES_WITHIN = 0.5
"""Seconds after an orderly close in which a reset may follow: a round trip on any network that is of use."""


@dataclass(frozen=True)
class Reply:
    """An answer that came whole."""

    status: int
    closes: bool
    """Whether the server said that it closes the connection."""


class ExchangeFailed(Exception):
    """A request that got no whole answer; `at` is when that was seen, in monotonic seconds."""

    def __init__(self, phase: Phase, words: str) -> None:
        """Hold how far it came and why no further."""
        super().__init__(words)
        self.phase, self.words, self.at = phase, words, time.monotonic()


class _Incoming(io.RawIOBase):
    """The answer's bytes, counted and within one deadline, as a file that HTTPResponse reads."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self.received = 0
        self.at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the io module gives a memoryview
        self._connection.settimeout(_left(self._deadline))
        count = self._connection.recv_into(buffer)
        self.received += count
        self.at_end = count == 0
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)


def connect(host: str, port: int, deadline: float) -> socket.socket:
    """Open a connection; raises ExchangeFailed. `deadline` is in monotonic seconds."""
    try:
        connection = socket.create_connection((host, port), timeout=_left(deadline))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise ExchangeFailed(Phase.CONNECTING, words_of(error)) from error
    return connection


def closed_while_idle(connection: socket.socket) -> bool:
    """Tell whether the other side has closed a kept connection, or sent what nobody asked for."""
    connection.settimeout(0)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def exchange(connection: socket.socket, request: bytes, deadline: float) -> Reply:
    """Send `request` and read the whole answer; raises ExchangeFailed. `deadline`: monotonic seconds."""
    try:
        connection.settimeout(_left(deadline))
        connection.sendall(request)
    except OSError as error:
        raise ExchangeFailed(Phase.UNSENT, words_of(error)) from error
    incoming = _Incoming(connection, deadline)
    try:
        return _answer(incoming)
    except (
        RemoteDisconnected
    ) as error:  # before ConnectionResetError, which it is a kind of: nothing was reset
        raise _closed_unanswered(connection, deadline) from error
    except (OSError, HTTPException) as error:
        if incoming.received:
            raise ExchangeFailed(Phase.ANSWERING, words_of(error)) from error
        was_reset = isinstance(error, ConnectionResetError | BrokenPipeError)
        raise ExchangeFailed(Phase.UNREAD if was_reset else Phase.UNANSWERED, words_of(error)) from error


def _answer(incoming: _Incoming) -> Reply:
    with HTTPResponse(incoming) as response:  # type: ignore[arg-type]  # it asks a socket for its makefile only
        response.begin()
        if incoming.at_end:  # the parser takes an end within the headers for the end of the headers
            raise HTTPException("closed within the headers")
        response.read()
        return Reply(response.status, response.will_close)


def _closed_unanswered(connection: socket.socket, deadline: float) -> ExchangeFailed:
    """Tell a close before the request came, which a reset follows, from one after it was read."""
    failure = ExchangeFailed(Phase.UNANSWERED, "closed without an answer")
    trouble = select.poll()
    trouble.register(connection, 0)  # errors and hang-ups only: the orderly close itself is known
    if trouble.poll(1000 * min(RESET_COMES_WITHIN, _left(deadline))):
        failure.phase, failure.words = Phase.UNREAD, "closed before the request came"
    return failure


def words_of(error: BaseException) -> str:
    """Return why in a few words, none of them the server's."""
    if isinstance(error, TimeoutError) and error.errno is None:
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    said_by_us = str(error) if type(error) is HTTPException else ""
    return said_by_us or f"no whole HTTP answer ({type(error).__name__})"


def _left(deadline: float) -> float:
    """Return the seconds left; never zero, which would mean not to wait at all."""
    return max(deadline - time.monotonic(), 0.001)
