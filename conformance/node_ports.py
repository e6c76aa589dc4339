"""Whether the cluster's nodes are reached from here, so that a service's node port can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.errors import CredentialsRefused, MissingCapability
from conformance.observed import ServiceView
from conformance.reach_ports import knock

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

KINDS = ("ExternalIP", "InternalIP")
"""A node's addresses that lead to it, those for strangers first."""
KUBELET_PORT = 10250
MOST = 8
"""Addresses that are tried: where those of a few nodes are not reached, no others are."""
SECONDS = 2.0


def reachable_nodes(api: ApiClient, among: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the nodes' addresses at which a connection from here is taken or refused, not lost on its way.

    `among` names the nodes that are tried, None tries all. The kubelet's port is tried: a firewall between
    would say nothing. Raises CredentialsRefused where nodes may not be listed.
    """
    listed = request(api, "GET", "/api/v1/nodes").content["items"]
    nodes = [node for node in listed if among is None or node["metadata"]["name"] in among]
    tried = [place for node in nodes for place in _addresses(node)][:MOST]
    if not tried:
        return ()
    with ThreadPoolExecutor(len(tried)) as threads:
        knocks = list(threads.map(lambda place: knock(place[0], place[1], SECONDS), tried))
    return tuple(each.host for each in knocks if each.was_heard)


def _addresses(node: Mapping[str, Any]) -> list[tuple[str, int]]:
    status: Mapping[str, Any] = node.get("status", {})
    endpoint = status.get("daemonEndpoints", {}).get("kubeletEndpoint", {})
    port = int(endpoint.get("Port") or KUBELET_PORT)
    known: Sequence[Mapping[str, str]] = status.get("addresses") or ()
    return [(one["address"], port) for kind in KINDS for one in known if one["type"] == kind]


def why_no_node_port(api: ApiClient) -> str:
    """Return why a node port cannot be judged from here; empty where it can."""
    try:
        return "" if reachable_nodes(api) else "no node's address is reached from here"
    except CredentialsRefused as refused:
        return refused.message


def node_port_url(api: ApiClient, service: ServiceView, port: int, carrying: Collection[str]) -> str:
    """Return the URL of the service's node port for `port`, at the first node that is reached from here.

    `carrying` names the nodes that have a pod of the service: no other one has to answer where the service's
    traffic policy is Local. Raises MissingCapability where no node that has to is reached, or where the
    service asks for no node port.
    """
    node_port = next((each.node_port for each in service.ports if each.port == port), 0)
    if not node_port:
        raise MissingCapability(Capability.NODE_PORT, f"service {service.name} has none for {port}")
    nodes = reachable_nodes(api, carrying if service.nodes_answer_for_their_own else None)
    if not nodes:
        raise MissingCapability(Capability.NODE_PORT, "no node's address is reached from here")
    host = f"[{nodes[0]}]" if ":" in nodes[0] else nodes[0]
    return f"http://{host}:{node_port}"
