"""A request for a token that gets none: of Keystone's doing, or since the cluster gave no way to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.errors import EnvironmentFault
from conformance.identity import attempt_token, status_of_token
from conformance.port_forward import TROUBLE, PodPort, why_no_way
from tests.played_api import client_of
from tests.played_websocket import FarEnd, far_end
from tests.test_port_forward import opened


def without_a_way(end: FarEnd) -> None:
    end.refuse("502 Bad Gateway", '{"reason": "x", "message": "error dialing backend: no route"}')


def refused_by_the_pod(end: FarEnd) -> None:
    opened(end)
    end.send(TROUBLE, b"dial tcp4 127.0.0.1:5000: connect: connection refused\n")
    end.receive()


def gone(end: FarEnd) -> None:
    end.refuse("404 Not Found", '{"reason": "NotFound", "message": "pods \\"pod\\" not found"}')


def test_where_the_cluster_gives_no_way_nothing_is_said_of_keystone() -> None:
    with far_end(without_a_way) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        with pytest.raises(EnvironmentFault, match=r"no way to http://127\.0\.0\.1:.*error dialing backend"):
            attempt_token("pod", port.url, "secret")
        with pytest.raises(EnvironmentFault, match="no way to"):
            status_of_token(port.url, "token", timeout=5.0)


@pytest.mark.parametrize("play", [refused_by_the_pod, gone])
def test_what_the_pod_refuses_is_its_own_doing(play: Callable[[FarEnd], None]) -> None:
    with far_end(play) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        attempt = attempt_token("pod", port.url, "secret")
        assert (attempt.got_token, why_no_way(port.url)) == (False, "")
        assert status_of_token(port.url, "token", timeout=5.0) == 0
    assert why_no_way(port.url) == why_no_way("http://198.18.0.129:5000") == ""
