"""Disturbs services: takes one away, or puts another in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.deploy.namespace import NAMESPACES

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def delete_service(api: ApiClient, namespace: str, name: str) -> None:
    """Delete a service, as `kubectl delete service` does; its cluster IP is free when this returns.

    Raises EnvironmentFault where the API server refuses that.
    """
    request(api, "DELETE", f"{NAMESPACES}/{namespace}/services/{name}")


def create_empty_service(
    api: ApiClient, namespace: str, name: str, port: int, cluster_ip: str | None = None
) -> None:
    """Make a service that no pod stands behind, at `cluster_ip` where one is given.

    Raises EnvironmentFault where the API server refuses that: somebody else may have that address by now.
    """
    spec: dict[str, Any] = {"ports": [{"port": port}]}
    if cluster_ip is not None:
        spec["clusterIP"] = cluster_ip
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}
    request(api, "POST", f"{NAMESPACES}/{namespace}/services", body=body)
