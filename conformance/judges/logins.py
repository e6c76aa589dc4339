"""Pure judges of many logins at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from conformance.identity.plain_requests import token_in
from conformance.reach import Answer, NoAnswer


def each_got_a_token(replies: Sequence[Answer | NoAnswer]) -> list[str]:
    """Judge that each login was answered 201 with a token."""
    failed = Counter(_failure(reply) for reply in replies)
    del failed[""]
    return [f"no token: {times} of {len(replies)} logins: {what}" for what, times in failed.most_common()]


def _failure(reply: Answer | NoAnswer) -> str:
    if isinstance(reply, NoAnswer):
        return f"no answer ({reply.why})"
    if reply.status != 201:
        return f"answered {reply.status}"
    return "" if token_in(reply) else "answered 201 without a token"


def figures(replies: Iterable[Answer | NoAnswer]) -> dict[str, float]:
    """Return how many there were, and the quickest, the middle and the slowest, in seconds."""
    seconds = sorted(reply.seconds for reply in replies)
    return {
        "logins": len(seconds),
        "quickest": round(seconds[0], 2),
        "median": round(seconds[len(seconds) // 2], 2),
        "slowest": round(seconds[-1], 2),
    }
