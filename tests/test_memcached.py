"""Memcached as it speaks through a port-forward, and what its counters tell."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from conformance.errors import MissingCapability, PromiseBroken
from conformance.judgement import Kept, NotYet
from conformance.judges.memcached import was_used, were_left_alone
from conformance.live_stack import LiveStack
from conformance.memcached import REQUEST, MemcachedState, answers_memcached, memcached_state, state_in
from conformance.memcached_use import memcached_states
from conformance.port_forward import DATA, TROUBLE
from tests.played_api import client_of, played_api
from tests.played_http import Reply
from tests.played_websocket import FarEnd, far_end

PORT = (11211).to_bytes(2, "little")
SAID = b"VERSION 1.6.38\r\nSTAT pid 1\r\nSTAT version 1.6.38\r\nSTAT cmd_get 12\r\nSTAT cmd_set 3\r\nEND\r\n"
"""Of memcached 1.6.38, shortened."""


def saying(data: bytes, channel: int = DATA) -> Callable[[FarEnd], None]:
    def play(end: FarEnd) -> None:
        end.accept()
        end.send(DATA, PORT)
        end.send(TROUBLE, PORT)
        assert end.receive() == (DATA, REQUEST)
        end.send(channel, data)

    return play


def test_version_and_counters_are_read() -> None:
    with far_end(saying(SAID)) as url, client_of(url) as api:
        state = memcached_state(api, "here", "pod")
    assert state == MemcachedState("1.6.38", 12, 3)
    assert state.requests == 15


def test_a_port_that_nobody_listens_on_is_waited_for_and_named() -> None:
    refused = saying(b"dial tcp4 127.0.0.1:11211: connect: connection refused", TROUBLE)
    with far_end(refused) as url, client_of(url) as api:
        judgement = answers_memcached(api, "here", "pod")
    assert isinstance(judgement, NotYet)
    assert judgement.why.startswith("no answer: memcached in pod pod does not answer (")
    assert "connection refused" in judgement.why


def test_one_that_answers_is_kept() -> None:
    with far_end(saying(SAID)) as url, client_of(url) as api:
        assert isinstance(answers_memcached(api, "here", "pod"), Kept)


@pytest.mark.parametrize("said", ["HTTP/1.1 400 Bad Request\r\n\r\n", "ERROR\r\n", "VERSION 1.6\r\nEND\r\n"])
def test_another_program_on_the_port_is_no_memcached(said: str) -> None:
    with pytest.raises(PromiseBroken, match="it does not answer as memcached does, but: "):
        state_in(said, "it")


def test_who_may_not_forward_ports_judges_nothing() -> None:
    with played_api(lambda _: Reply(201, {"status": {"allowed": False}})) as (api, server):
        stack = cast(LiveStack, SimpleNamespace(api=api, namespace="here"))
        with pytest.raises(MissingCapability, match="not allowed to get pods/portforward"):
            memcached_states(stack, ())
    assert {asked.path for asked in server.asked} == {
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    }


def states(**requests: int) -> dict[str, MemcachedState]:
    return {pod: MemcachedState("1.6", gets, 0) for pod, gets in requests.items()}


def test_the_own_memcached_counts_and_no_other() -> None:
    before, after = states(a=1, b=1), states(a=5, b=1)
    assert was_used(before, after, "a") == []
    assert were_left_alone(before, after, "a") == []


def test_a_memcached_that_is_not_used_is_told() -> None:
    assert was_used(states(a=1), states(a=1), "a") == [
        "Keystone in pod a does not use the memcached of its pod"
    ]


def test_a_memcached_that_is_shared_is_told() -> None:
    assert were_left_alone(states(a=1, b=1), states(a=1, b=4), "a") == [
        "Keystone in pod a uses the memcached of pod b (3 requests)"
    ]
