"""What a cluster says of itself, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.provenance import ClusterFacts

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def describe(api: ApiClient, kind: str, name: str, load_balancer: str) -> ClusterFacts:
    """Return the server's version and its nodes; `load_balancer` is what is known of that beforehand.

    Raises as `request` does: a user who may not list nodes is told so.
    """
    nodes = request(api, "GET", "/api/v1/nodes").content["items"]
    version = request(api, "GET", "/version").content
    return ClusterFacts(
        kind=kind,
        name=name,
        server_version=version["gitVersion"],
        nodes=[_node(node) for node in nodes],
        load_balancer=load_balancer,
    )


def _node(node: dict[str, Any]) -> dict[str, str]:
    info = node["status"]["nodeInfo"]
    return {
        "name": node["metadata"]["name"],
        "kubelet": info["kubeletVersion"],
        "runtime": info["containerRuntimeVersion"],
        "kernel": info["kernelVersion"],
        "os": info["osImage"],
    }
