"""Disturbs services: takes one away, or puts another in its place; it judges nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.deploy.namespace import NAMESPACES
from conformance.disrupt.pods import Deleted
from conformance.disrupt.presence import still_there
from conformance.manifests import on_site
from conformance.rights.lacking import skipped_without
from conformance.site import NOTHING, SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def delete_service(api: ApiClient, namespace: str, name: str, uid: str) -> Deleted:
    """Ask for the deletion of that very service, as `kubectl delete service` does, and return at once.

    Its finalizer holds it until the load balancer is gone. Raises MissingCapability without
    the right to, EnvironmentFault where that service is not there any more: somebody else was quicker.
    """
    at = time.monotonic()
    with skipped_without(Capability.DELETE_SERVICES), still_there("service", name, uid, "deleted"):
        request(
            api,
            "DELETE",
            f"{NAMESPACES}/{namespace}/services/{name}",
            body={"preconditions": {"uid": uid}},
        )
    return Deleted(name, uid, at)


def create_empty_service(
    api: ApiClient,
    namespace: str,
    name: str,
    port: int,
    cluster_ip: str | None = None,
    site: SiteOverlay = NOTHING,
) -> None:
    """Make a service that no pod stands behind, at `cluster_ip` where one is given; it is as `site` asks.

    Raises EnvironmentFault where the API server refuses that: somebody else may have that address by now.
    """
    spec: dict[str, Any] = {"ports": [{"port": port}]}
    if cluster_ip is not None:
        spec["clusterIP"] = cluster_ip
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}
    request(api, "POST", f"{NAMESPACES}/{namespace}/services", body=on_site(body, site))
