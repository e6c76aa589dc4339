"""Who sends a request: on a connection of its own, or on one of a few that are kept."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from conformance.errors import InternalError
from conformance.probe.attempt import Attempt, Kind, Phase
from conformance.probe.exchange import ExchangeFailed, closed_while_idle, connect, exchange


@dataclass(frozen=True)
class Outcome:
    """How one request went; as the fields of `Attempt` of the same names."""

    ended: float
    fresh: bool
    connected: float | None = None
    renewed: bool = False
    status: int = 0
    phase: Phase | None = None
    words: str = ""

    def attempt(self, identifier: str, kind: Kind, scheduled: float, started: float) -> Attempt:
        """Return it as the attempt of a request that was due and begun at these monotonic times."""
        return Attempt(identifier, kind, scheduled, started, **vars(self))


class Sender(Protocol):
    """Sends one request and returns when it has ended."""

    def send(self, identifier: str) -> Outcome:
        """Send a request that carries `identifier`."""

    def close(self) -> None:
        """Close what is kept."""


class Target:
    """Where requests go; answers of 200 to 399 are as they should be."""

    def __init__(self, url: str, timeout: float, headers: Mapping[str, str] | None = None) -> None:
        """Take an `http` URL with a path; `timeout` bounds each request as a whole, in seconds.

        `headers` are sent beside those that every request has.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise InternalError(f"the probe speaks plain HTTP, not {url}")
        self.host, self.port, self.timeout = parts.hostname, parts.port or 80, timeout
        self._path, self._authority = parts.path or "/", parts.netloc
        self._headers = tuple(f"{name}: {value}" for name, value in (headers or {}).items())

    def request(self, identifier: str, *, keep: bool) -> bytes:
        """Return the bytes of a request."""
        lines = (
            f"GET {self._path}?probe={identifier} HTTP/1.1",
            f"Host: {self._authority}",
            "User-Agent: keystone-conformance",
            "Accept: application/json",
            f"Connection: {'keep-alive' if keep else 'close'}",
            *self._headers,
        )
        return "\r\n".join((*lines, "", "")).encode()


class NewConnections:
    """A connection a request."""

    def __init__(self, target: Target) -> None:
        """Send to `target`."""
        self._target = target

    def send(self, identifier: str) -> Outcome:
        """Connect, ask, close."""
        return _ask(self._target, identifier, None)[0]

    def close(self) -> None:
        """Nothing is kept."""


class KeptConnections:
    """A few connections, each used in turn, as a client's pool would.

    One that the other side has closed while idle is opened anew before anything is written, as any pool does.
    """

    def __init__(self, target: Target, most: int) -> None:
        """Keep at most that many; they are opened by the first requests."""
        self._target, self._most = target, most
        self._idle: deque[socket.socket] = deque()
        self._busy = 0
        self._closed = False
        self._lock = threading.Lock()

    def send(self, identifier: str) -> Outcome:
        """Ask on the connection that was idle longest; on another one where all are busy."""
        kept = self._take()
        outcome, still_open = _ask(self._target, identifier, kept, keep=True)
        self._give_back(still_open)
        return outcome

    def close(self) -> None:
        """Close them all, those at work when they come back."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.popleft().close()

    def _take(self) -> socket.socket | None:
        with self._lock:
            # until there are as many as there may be, each request brings one more
            kept = self._idle.popleft() if len(self._idle) + self._busy >= self._most and self._idle else None
            self._busy += 1
            return kept

    def _give_back(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._busy -= 1
            if connection is None:
                return
            if self._closed or len(self._idle) >= self._most:
                connection.close()
            else:
                self._idle.append(connection)


def _ask(
    target: Target, identifier: str, kept: socket.socket | None, *, keep: bool = False
) -> tuple[Outcome, socket.socket | None]:
    """Send one request; return how it went, and the connection where it stays open."""
    deadline = time.monotonic() + target.timeout
    renewed = kept is not None and closed_while_idle(kept)
    if kept is not None and renewed:
        kept.close()
        kept = None
    fresh, connected, connection = kept is None, None, kept
    try:
        connection = kept or connect(target.host, target.port, deadline)
        connected = time.monotonic()
        reply = exchange(connection, target.request(identifier, keep=keep), deadline)
    except ExchangeFailed as failed:
        if connection is not None:
            connection.close()
        return Outcome(failed.at, fresh, connected, renewed, 0, failed.phase, failed.words), None
    ended = time.monotonic()
    if reply.closes or not keep:
        connection.close()
    phase = None if 200 <= reply.status < 400 else Phase.STATUS
    words = f"status {reply.status}" if phase else ""
    outcome = Outcome(ended, fresh, connected, renewed, reply.status, phase, words)
    return outcome, None if reply.closes or not keep else connection
