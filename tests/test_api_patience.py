from __future__ import annotations

from typing import cast

from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError
from urllib3.util.retry import Retry

from conformance.api_patience import READS, REFUSALS, SILENCES, patient
from conformance.api_use import ApiUse

REFUSED = NewConnectionError(cast("HTTPConnection", None), "[Errno 111] Connection refused")


def tries_until_given_up(error: Exception, method: str = "POST") -> tuple[int, float]:
    """Return how often a request is sent that always fails so, and the seconds of the pauses between."""
    left: Retry = patient(ApiUse())
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
