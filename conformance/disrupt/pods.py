"""Disturbs pods: deletes one, or changes the labels by which others know it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.deploy.namespace import NAMESPACES
from conformance.disrupt.presence import still_there
from conformance.rights.lacking import skipped_without

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass(frozen=True)
class Deleted:
    """A pod or service whose deletion the API server has accepted."""

    name: str
    uid: str
    at: float
    """Monotonic time of the request, in seconds: what follows it is counted from here."""


@dataclass(frozen=True)
class Relabelled:
    """A pod that carries other labels now."""

    name: str
    uid: str
    at: float
    """Monotonic time of the request, in seconds."""


def delete_pod(api: ApiClient, namespace: str, name: str, uid: str, grace: int | None = None) -> Deleted:
    """Ask for the deletion of that very pod, as `kubectl delete pod` does, and return at once.

    The `uid` is sent along, so that a namesake is never hit. `grace` is in seconds, None for the pod's
    own. Raises MissingCapability without the right to, EnvironmentFault where that pod is not there any more:
    somebody else was quicker.
    """
    options: dict[str, Any] = {"preconditions": {"uid": uid}}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    at = time.monotonic()
    with skipped_without(Capability.DELETE_PODS), still_there("pod", name, uid, "deleted"):
        request(api, "DELETE", f"{NAMESPACES}/{namespace}/pods/{name}", body=options)
    return Deleted(name, uid, at)


def relabel_pod(api: ApiClient, namespace: str, name: str, uid: str, labels: Mapping[str, str]) -> Relabelled:
    """Set `labels` on that very pod, as `kubectl label --overwrite` does; its other labels stay.

    Raises MissingCapability without the right to, EnvironmentFault where that pod is not there any more.
    """
    at = time.monotonic()
    patch = {"metadata": {"uid": uid, "labels": dict(labels)}}
    with skipped_without(Capability.RELABEL_PODS), still_there("pod", name, uid, "relabelled"):
        request(api, "PATCH", f"{NAMESPACES}/{namespace}/pods/{name}", body=patch)
    return Relabelled(name, uid, at)
