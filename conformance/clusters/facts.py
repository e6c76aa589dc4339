"""What a cluster says of itself, for the report."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.errors import RightMissing
from conformance.provenance import ClusterFacts

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def describe(api: ApiClient, kind: str, name: str, load_balancer: str) -> ClusterFacts:
    """Return the server's version and its nodes; `load_balancer` is what is known of that beforehand.

    Of nodes that we may not list nothing is said. Raises as `request` does.
    """
    nodes: list[dict[str, Any]] = []
    with suppress(RightMissing):
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
