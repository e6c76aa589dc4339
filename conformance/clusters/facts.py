"""What a cluster says of itself, for the report."""

from __future__ import annotations

from typing import Any

from kubernetes.client import ApiClient, CoreV1Api, VersionApi

from conformance.record import ClusterFacts

REQUEST_S = 10.0


def describe(api: ApiClient, kind: str, name: str, load_balancer: str) -> ClusterFacts:
    """Return the server's version and its nodes; `load_balancer` is what is known of that beforehand."""
    nodes = CoreV1Api(api).list_node(_request_timeout=REQUEST_S).items
    version = VersionApi(api).get_code(_request_timeout=REQUEST_S)
    return ClusterFacts(
        kind=kind,
        name=name,
        server_version=version.git_version,
        nodes=[_node(node) for node in nodes],
        load_balancer=load_balancer,
    )


def _node(node: Any) -> dict[str, str]:
    # Any: by its types every field of an object may be missing, and a node's info never is.
    info = node.status.node_info
    return {
        "name": node.metadata.name,
        "kubelet": info.kubelet_version,
        "runtime": info.container_runtime_version,
        "kernel": info.kernel_version,
        "os": info.os_image,
    }
