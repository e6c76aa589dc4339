"""Says by name what of a run is still in a namespace that is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.deploy.objects import PLACES
from conformance.errors import RightMissing
from conformance.given.marks import selector_of
from conformance.remaining import Object, Remaining, described

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def what_remains_of(
    api: ApiClient, namespace: str, run_ids: Iterable[str], kinds: Sequence[str]
) -> list[Remaining]:
    """Return each thing of those runs that is still in `namespace`.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    return [
        described(namespace, kind.lower(), item)
        for run_id in run_ids
        for kind in kinds
        for item in objects_of(api, namespace, kind, selector_of(run_id))
    ]


def objects_of(api: ApiClient, namespace: str, kind: str, selector: str = "") -> list[Object]:
    """Return the objects of a kind that `selector` finds; none where we may not look: then we made none.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    query = [("labelSelector", selector)] if selector else []
    try:
        found: list[Object] = request(api, "GET", PLACES[kind].format(namespace), query=query).content[
            "items"
        ]
    except RightMissing:
        return []
    return found
