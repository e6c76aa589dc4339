"""A wait that ends once every replica has answered as it should: all that have not yet are asked at once."""

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

    `urls` is by pod; `awaited`, without "every replica" at its end, `event` and `meanwhile` are as for a
    wait. Raises as a wait does; the pod that is waited for is named.
    """
    kept: dict[str, Kept[T]] = {}

    def asked() -> Judgement[dict[str, T]]:
        answers = at_each({pod: url for pod, url in urls.items() if pod not in kept}, ask)
        kept.update((pod, each) for pod, each in answers.items() if isinstance(each, Kept))
        for pod, each in answers.items():
            if not isinstance(each, Kept):
                return replace(each, why=f"{each.why} (pod {pod})")
        return Kept(
            {pod: kept[pod].value for pod in urls}, "; ".join(sorted({k.seen for k in kept.values()}))
        )

    return waiter.until_answers(asked, f"{awaited} every replica", event, meanwhile=meanwhile)
