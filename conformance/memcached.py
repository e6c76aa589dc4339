"""memcached in a pod, asked in its own text protocol through the API server's port-forward."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.errors import NoWayToPod, PromiseBroken
from conformance.judgement import Judgement, Kept, NotYet
from conformance.port_forward import PodPort, refuse_without_a_way
from conformance.stack import EXPECTED

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

REQUEST = b"version\r\nstats\r\nquit\r\n"
"""Of memcached's protocol.txt: every version has these, and none of them counts as use of the cache."""
ANSWER = re.compile(r"VERSION (?P<version>\S+)\r\n(?P<statistics>(?:STAT .*\r\n)+)END\r\n")
STATISTIC = re.compile(r"STAT (?P<name>\S+) (?P<value>.*)\r\n")
LAST = b"END\r\n"
LONGEST = 64 * 1024
"""Bytes of an answer: some 3 KB in memcached 1.6."""


@dataclass(frozen=True)
class MemcachedState:
    """What one memcached says of itself."""

    version: str
    gets: int
    sets: int

    @property
    def requests(self) -> int:
        """How often it was asked for a value or given one since it started."""
        return self.gets + self.sets


def memcached_state(api: ApiClient, namespace: str, pod: str, timeout: float = 5.0) -> MemcachedState:
    """Return what the memcached in `pod` says of itself; `timeout` is in seconds, for all of it.

    Raises PromiseBroken where nothing answers on its port, or something that is no memcached, and NoWayToPod
    where nobody could be asked.
    """
    about = f"memcached in pod {pod}"
    with PodPort(api, namespace, pod, EXPECTED.memcached_port) as port:
        try:
            said = _said(port.url, time.monotonic() + timeout)
        except OSError as error:
            refuse_without_a_way(port.url)
            raise PromiseBroken(f"{about} does not answer ({port.last_error or error})") from error
        if not said:
            refuse_without_a_way(port.url)
            raise PromiseBroken(f"{about} does not answer ({port.last_error or 'the connection was closed'})")
    return state_in(said, about)


def _said(url: str, deadline: float) -> str:
    place = urlsplit(url)
    received = bytearray()
    with socket.create_connection((place.hostname, place.port), timeout=deadline - time.monotonic()) as line:
        line.sendall(REQUEST)
        # not until it is closed: the kubelet passes that on a second later
        while len(received) < LONGEST and not received.endswith(LAST):
            line.settimeout(max(deadline - time.monotonic(), 0.001))
            piece = line.recv(LONGEST)
            if not piece:
                break
            received += piece
    return received.decode("ascii", "replace")


def state_in(said: str, about: str) -> MemcachedState:
    """Return what a memcached's answer says; `about` is for messages. Raises PromiseBroken."""
    answer = ANSWER.fullmatch(said)
    if answer is None:
        raise PromiseBroken(f"{about} does not answer as memcached does, but: {said[:100]!r}")
    statistics = {found["name"]: found["value"] for found in STATISTIC.finditer(answer["statistics"])}
    return MemcachedState(answer["version"], int(statistics["cmd_get"]), int(statistics["cmd_set"]))


def answers_memcached(api: ApiClient, namespace: str, pod: str) -> Judgement[MemcachedState]:
    """Judge whether the memcached in `pod` answers; a probe for `Waiter.until_answers`."""
    try:
        state = memcached_state(api, namespace, pod)
    except PromiseBroken as silent:
        return NotYet(f"no answer: {silent.message}")
    except NoWayToPod as nobody_asked:
        return NotYet(nobody_asked.message, nobody_asked.cause)
    return Kept(state, f"memcached {state.version} answers in pod {pod}")
