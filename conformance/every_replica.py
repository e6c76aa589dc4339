"""A wait until every replica has answered as it should: all that have not yet are asked side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from conformance.conditions import Condition
from conformance.judgement import Judgement, Kept
from conformance.replica_answers import at_each
from conformance.wait import Waiter

T = TypeVar("T")


def until_every_replica(
    waiter: Waiter,
    urls: Mapping[str, str],
    ask: Callable[[str], Judgement[T]],
    awaited: str,
    event: str,
    *,
    meanwhile: Condition[object] | None = None,
) -> dict[str, T]:
    """Return by pod what `ask` finds at each URL, once it is kept at all of them; one kept is asked no more.

    After a look in vain only one is asked, until it is kept: a look takes cpu time from replicas that start
    (docs/decisions/0011). `urls` is by pod; `awaited`, `event` and `meanwhile` are as for a wait, and so is
    what is raised. What was seen names the first pod that it was not kept at.
    """
    kept: dict[str, T] = {}
    in_vain = False

    def asked() -> Judgement[dict[str, T]]:
        nonlocal in_vain
        while missing := [pod for pod in urls if pod not in kept]:
            answers = at_each({pod: urls[pod] for pod in missing[: 1 if in_vain else None]}, ask)
            found = {pod: each.value for pod, each in answers.items() if isinstance(each, Kept)}
            kept.update(found)
            in_vain = not found
            for pod, each in answers.items():
                if not isinstance(each, Kept):
                    return replace(each, why=f"{each.why} (pod {pod})")
        return Kept({pod: kept[pod] for pod in urls}, f"{len(urls)} of {len(urls)} replicas did")

    return waiter.until_answers(asked, awaited, event, meanwhile=meanwhile)
