"""Whether a TCP connection can be established: no more than that."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.reach import direct_session, why

SECONDS = 3.0
"""How long a connection may take: a SYN is sent again after 1 s, and a firewall that drops says nothing."""


@dataclass(frozen=True)
class Knock:
    """One try: `refused` is empty where the connection was established, else why it was not."""

    host: str
    port: int
    refused: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody listens there."""
        return not self.refused

    @property
    def was_heard(self) -> bool:
        """Whether the host itself took or refused the connection."""
        return self.is_open or f"[Errno {errno.ECONNREFUSED}]" in self.refused


def knock(host: str, port: int, timeout: float = SECONDS) -> Knock:
    """Try to connect; `timeout` is in seconds. Raises nothing that the network does."""
    try:
        socket.create_connection((host, port), timeout).close()
    except TimeoutError:
        return Knock(host, port, "timed out")
    except OSError as error:
        return Knock(host, port, why(error))
    return Knock(host, port)


def knock_at(host: str, ports: Iterable[int], timeout: float = SECONDS) -> dict[int, Knock]:
    """Try all `ports` of `host` side by side and return how each went.

    Raises MissingCapability where only a proxy leads there: it would answer in the address's place.
    """
    with direct_session(f"http://{host}/") as session:
        if session.proxies:
            raise MissingCapability(Capability.DIRECT_CONNECTION, f"only a proxy leads to {host}")
    wanted = tuple(ports)
    with ThreadPoolExecutor(len(wanted)) as threads:
        tried = threads.map(lambda port: knock(host, port, timeout), wanted)
        return {knocked.port: knocked for knocked in tried}
