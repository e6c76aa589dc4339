"""What a cluster can, as far as it tells before anything is deployed: behind the `@requires_…` tags."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.errors import CredentialsRefused, MissingCapability
from conformance.inside_the_cluster import why_inside
from conformance.node_ports import why_no_node_port
from conformance.rights.reviews import not_allowed
from conformance.rights.right import Right

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


RIGHTS: Mapping[str, tuple[Right, ...]] = {
    Capability.EXEC: (Right("get", "pods", "exec"), Right("create", "pods", "exec")),
    Capability.PORT_FORWARD: (Right("get", "pods", "portforward"), Right("create", "pods", "portforward")),
    Capability.DELETE_PODS: (Right("delete", "pods"),),
    Capability.RELABEL_PODS: (Right("patch", "pods"),),
    Capability.SCALE_CONTROLLERS: (Right("patch", "replicationcontrollers", "scale"),),
    Capability.DELETE_CONTROLLERS: (Right("delete", "replicationcontrollers"),),
    Capability.CHANGE_CONTROLLERS: (Right("patch", "replicationcontrollers"),),
    Capability.DELETE_SERVICES: (Right("delete", "services"),),
    Capability.NODES: (Right("list", "nodes"), Right("watch", "nodes")),
}
"""A stream over a websocket is a GET; API servers ask for `create` as well since Kubernetes 1.35."""
CLOUDS = ("gce", "aws", "azure", "openstack", "digitalocean", "linode", "ibm", "oci", "vsphere", "hcloud")
"""Schemes of a node's providerID whose clusters come with a load-balancer provider."""
NAMED = ("/api/v1/pods", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings")
"""Where a provider shows its name."""
PROVIDERS = ("cloud-controller-manager", "metallb", "servicelb", "svclb", "kube-vip", "loxilb", "purelb")
"""Parts of the names of what provides load balancers on clusters without a cloud."""


def missing_capabilities(
    api: ApiClient, namespace: str = "default", known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return for every capability the reason why this cluster lacks it; empty where it is there.

    `known` says what is known of the cluster already, in the same form, and is believed. Rights are asked
    for in `namespace`. Raises EnvironmentFault where the API server cannot be asked.
    """
    said = dict(known or {})
    for name, rights in RIGHTS.items():
        if name not in said:
            refused = not_allowed(api, rights, namespace)
            said[name] = f"not allowed to {' and '.join(map(str, refused))}" if refused else ""
    if not said.get(Capability.LOAD_BALANCER):
        # Where a load balancer is known to be, it may still be out of sight from here.
        there = Capability.LOAD_BALANCER in said
        said[Capability.LOAD_BALANCER] = why_inside(api, os.environ) or ("" if there else _load_balancer(api))
    if Capability.NODE_PORT not in said:
        # judged by trying, for no API knows of firewalls
        said[Capability.NODE_PORT] = why_no_node_port(api)
    return said


def refuse_without(api: ApiClient, capability: Capability, namespace: str) -> None:
    """Raise MissingCapability where the rights that go with `capability` are missing in `namespace`."""
    if refused := not_allowed(api, RIGHTS[capability], namespace):
        raise MissingCapability(capability, f"not allowed to {' and '.join(map(str, refused))}")


def _load_balancer(api: ApiClient) -> str:
    try:
        nodes, services = (
            request(api, "GET", path).content["items"] for path in ("/api/v1/nodes", "/api/v1/services")
        )
        return no_load_balancer(nodes, services, [name for path in NAMED for name in _names(api, path)])
    except CredentialsRefused:
        # Who may not look does not know; the wait for an address will say that nobody took the service up.
        return ""


def _names(api: ApiClient, path: str) -> list[str]:
    metadata = [one["metadata"] for one in request(api, "GET", path).content["items"]]
    return [f"{one.get('namespace', '')}/{one['name']}" for one in metadata]


def no_load_balancer(
    nodes: Iterable[dict[str, Any]], services: Iterable[dict[str, Any]], names: Iterable[str]
) -> str:
    """Return why nothing seems to provide load balancers, empty where something does; pure.

    No API tells. Signs are: a service that has got an address, a cloud's name in a node's providerID, a known
    provider among `names` (`namespace/name` of pods, and of bindings of roles: a provider must have rights).
    """
    if any(service.get("status", {}).get("loadBalancer", {}).get("ingress") for service in services):
        return ""
    schemes = {str(node["spec"].get("providerID", "")).partition(":")[0] for node in nodes}
    if schemes & set(CLOUDS):
        return ""
    if any(provider in name for name in names for provider in PROVIDERS):
        return ""
    return "no service has an address, no node is a cloud's, and no known provider runs"
