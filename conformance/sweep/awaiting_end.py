"""Waits, in a sweep, until what was asked to go is gone."""

from __future__ import annotations

from collections.abc import Callable

from conformance.errors import ClusterUnreachable, ConformanceError
from conformance.judgement import Judgement, NotYet
from conformance.remaining import Remaining, gone
from conformance.wait import Waiter


def await_end(
    remaining: Callable[[], list[Remaining]], of: str, waiter: Waiter, say: Callable[[str], object]
) -> None:
    """Wait as long as the waiter's `namespace-gone` until nothing remains, and `say` where something does.

    `of` names in words what is to go. An API server that says nothing meanwhile is waited for too.
    """

    def look() -> Judgement[None]:
        try:
            return gone(remaining)
        except ClusterUnreachable as silent:  # an API server that restarts is waited for
            return NotYet(silent.message)

    try:
        waiter.until_answers(look, f"the end of {of}", "namespace-gone")
    except ConformanceError:
        say(f"not gone within {waiter.patience('namespace-gone'):g} s")
