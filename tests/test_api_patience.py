from __future__ import annotations

from contextlib import suppress
from typing import cast

import pytest
from kubernetes.client import Configuration
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError
from urllib3.util.retry import Retry

from conformance.api_client import ClusterClient
from conformance.api_patience import READS, REFUSALS, SILENCES, patient
from conformance.api_requests import RequestRefused, request
from conformance.api_use import ApiUse
from conformance.errors import ClusterUnreachable
from tests.played_http import Reply, played

REFUSED = NewConnectionError(cast("HTTPConnection", None), "[Errno 111] Connection refused")


def tries_until_given_up(
    error: Exception, method: str = "POST", use: ApiUse | None = None
) -> tuple[int, float]:
    """Return how often a request is sent that always fails so, and the seconds of the pauses between."""
    left: Retry = patient(use or ApiUse())
    tries, pauses = 1, 0.0
    while tries < 100:
        try:
            left = left.increment(method, "/", error=error)
        except (MaxRetryError, ProtocolError):
            return tries, pauses
        tries, pauses = tries + 1, pauses + left.get_backoff_time()
    raise AssertionError("it never gives up")


def test_a_refused_connection_is_tried_again_for_ten_seconds_whatever_is_sent() -> None:
    tries, pauses = tries_until_given_up(REFUSED)
    assert tries == REFUSALS + 1
    assert 10 <= pauses <= 12


def test_a_connection_that_hangs_is_tried_as_often_as_ever() -> None:
    tries, _ = tries_until_given_up(ConnectTimeoutError("timed out"))
    assert tries == SILENCES


def test_what_changes_something_is_sent_once() -> None:
    assert tries_until_given_up(ProtocolError("reset"), "POST")[0] == 1
    assert tries_until_given_up(ProtocolError("reset"), "GET")[0] == READS + 1


@pytest.mark.parametrize("error", [REFUSED, ConnectTimeoutError("timed out")])
def test_a_server_that_was_waited_for_in_vain_is_waited_for_no_more(error: Exception) -> None:
    use = ApiUse()
    tries_until_given_up(error, use=use)
    assert tries_until_given_up(error, use=use)[0] == 1
    use.is_waited_for()
    assert tries_until_given_up(error, use=use)[0] > 1


def test_a_stream_that_breaks_off_is_no_server_that_was_waited_for() -> None:
    use = ApiUse()
    tries_until_given_up(ProtocolError("reset"), "GET", use)
    assert not use.is_silent


def test_an_answer_of_any_status_has_the_server_waited_for_again() -> None:
    use = ApiUse()
    use.fell_silent()
    with played(lambda _: Reply(404, {"message": "no"})) as server:
        configuration = Configuration()
        configuration.host = server.url
        with pytest.raises(RequestRefused):
            request(ClusterClient(configuration, use), "GET", "/api/v1/nodes/none")
    assert not use.is_silent


def test_what_waits_already_is_not_cut_short_by_who_waited_in_vain() -> None:
    use = ApiUse()
    waiting = patient(use).increment("GET", "/", error=REFUSED)
    use.fell_silent()
    for _ in range(REFUSALS - 1):
        waiting = waiting.increment("GET", "/", error=REFUSED)
    with pytest.raises(MaxRetryError):
        waiting.increment("GET", "/", error=REFUSED)


def asked_while_answers_break_off(times: int, method: str) -> int:
    """Return how often a request is sent whose answer breaks off after its head so many times."""
    replies = [Reply(200, {"items": []}, {"Content-Length": "99", "Connection": "close"})] * times
    with played(lambda _: replies.pop() if replies else Reply(200, {"items": []})) as server:
        configuration = Configuration()
        configuration.host = server.url
        with suppress(ClusterUnreachable):
            request(ClusterClient(configuration, ApiUse()), method, "/api/v1/nodes")
            assert len(server.asked) == times + 1
        return len(server.asked)


def test_an_answer_that_breaks_off_is_asked_for_again_where_nothing_changes_by_it() -> None:
    assert asked_while_answers_break_off(1, "GET") == 2
    assert asked_while_answers_break_off(READS, "GET") == READS + 1
    assert asked_while_answers_break_off(READS + 5, "GET") == READS + 1
    assert asked_while_answers_break_off(1, "DELETE") == 1
