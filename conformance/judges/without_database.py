"""Pure judges of tokens while the database is away, and after it has lost what it knew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.identity import TokenAttempt
from conformance.identity.plain_requests import TOKEN_REFUSED


def ended_without_a_token(attempts: Iterable[TokenAttempt], seconds: float) -> list[str]:
    """Judge that each request for a token ended within `seconds`, and that none got one."""
    wrong = []
    for each in attempts:
        if each.got_token:
            wrong.append(f"token: pod {each.pod} issued one without the database that it was set up with")
        elif each.seconds > seconds:
            took = f"{each.seconds:.1f} s, not within {seconds:g} s"
            wrong.append(f"token: the request to pod {each.pod} ended after {took} ({each.words})")
    return wrong


def issued_none(attempts: Iterable[TokenAttempt]) -> list[str]:
    """Judge that no replica issued a token, however long that took."""
    return ended_without_a_token(attempts, float("inf"))


def issued_each(attempts: Iterable[TokenAttempt]) -> list[str]:
    """Judge that every request got a token."""
    return [f"no token: pod {each.pod}: {each.words}" for each in attempts if not each.got_token]


def all_refuse(statuses: Mapping[str, int]) -> list[str]:
    """Judge that every replica refuses a token; `statuses` is by pod."""
    return [
        f"token: pod {pod} answered {status or 'nothing'} to a token from before, and did not refuse it"
        for pod, status in statuses.items()
        if status not in TOKEN_REFUSED
    ]


def all_accept(statuses: Mapping[str, int]) -> list[str]:
    """Judge that every replica validates a token; `statuses` is by pod."""
    return [
        f"token: pod {pod} answered {status or 'nothing'} to a token from before, not 200"
        for pod, status in statuses.items()
        if status != 200
    ]
