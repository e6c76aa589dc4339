"""Disturbs pods: each verb does one thing and returns what it did; it judges nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import EnvironmentFault

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass(frozen=True)
class Deleted:
    """A pod whose deletion the API server has accepted."""

    name: str
    uid: str
    at: float
    """Monotonic time of the request, in seconds: what follows it is counted from here."""


def delete_pod(api: ApiClient, namespace: str, name: str, uid: str, grace: int | None = None) -> Deleted:
    """Ask for the deletion of that very pod, as `kubectl delete pod` does, and return at once.

    The `uid` is sent along, so that a namesake is never hit. `grace` is in seconds, None for the pod's
    own. Raises EnvironmentFault where that pod is not there any more: somebody else was quicker.
    """
    options: dict[str, Any] = {"preconditions": {"uid": uid}}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    at = time.monotonic()
    try:
        request(api, "DELETE", f"{NAMESPACES}/{namespace}/pods/{name}", body=options)
    except RequestRefused as refused:
        if refused.status in (404, 409):
            raise EnvironmentFault(
                f"pod {name} ({uid}) was gone before it could be deleted: {refused.words}",
                "keep others out of the run's namespaces",
            ) from refused
        raise
    return Deleted(name, uid, at)
