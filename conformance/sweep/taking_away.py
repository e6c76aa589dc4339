"""Takes away what dead runs left, services first, and waits until it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import ConformanceError
from conformance.remaining import what_remains_in
from conformance.sweep.awaiting_end import await_end
from conformance.teardown import request_teardown
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def take_away(
    api: ApiClient, namespaces: Sequence[str], waiter: Waiter, say: Callable[[str], object]
) -> list[str]:
    """Delete `namespaces` with all that is in them; return a line for each thing that remains.

    Every deletion is asked for before the first is waited for, then all are waited for together, as long as
    the waiter's `namespace-gone`; `say` is told of each. Raises EnvironmentFault where the API server says
    nothing any more: then nothing is known to be gone.
    """
    refused: dict[str, list[str]] = {}
    for namespace in namespaces:
        refused[namespace] = request_teardown(api, namespace)
        failed = "; ".join(refused[namespace])
        say(
            f"{namespace}: not all deletions are asked for: {failed}"
            if failed
            else f"{namespace}: asked to go"
        )
    awaited = [name for name in namespaces if not refused[name] or _is_going(api, name)]

    await_end(lambda: what_remains_in(api, awaited), ", ".join(awaited) or "nothing", waiter, say)
    return [each.with_remedy() for each in what_remains_in(api, namespaces)]


def _is_going(api: ApiClient, namespace: str) -> bool:
    """Return whether a namespace ends all the same: a deletion in it was refused, and not its own."""
    try:
        found = request(api, "GET", f"{NAMESPACES}/{namespace}").content
    except ConformanceError:
        return False
    return "deletionTimestamp" in found["metadata"]
