from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from conformance.errors import MissingCapability
from conformance.node_ports import node_port_url, reachable_nodes, why_no_node_port
from conformance.observed import ServiceView
from conformance.observed.service import PortView
from tests.played_api import played_api
from tests.played_http import Asked, Reply


def nodes(port: int, *addresses: tuple[str, str]) -> dict[str, object]:
    status = {
        "addresses": [{"type": kind, "address": address} for kind, address in addresses],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
    }
    return {"items": [{"metadata": {"name": "node-1"}, "status": status}]}


def service(node_port: int = 30500) -> ServiceView:
    return ServiceView(name="keystone-public", uid="u", ports=(PortView(5000, node_port=node_port),))


def test_a_node_that_is_heard_is_reached_and_its_own_name_is_no_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as kubelet:
        body = nodes(kubelet.getsockname()[1], ("Hostname", "127.0.0.3"), ("InternalIP", "127.0.0.1"))
        with played_api(lambda _: Reply(200, body)) as (api, _):
            assert reachable_nodes(api) == ("127.0.0.1",)
            assert why_no_node_port(api) == ""
            assert node_port_url(api, service(), 5000, ["node-1"]) == "http://127.0.0.1:30500"
            with pytest.raises(MissingCapability, match="service keystone-public has none for 5000"):
                node_port_url(api, service(0), 5000, ["node-1"])


def test_without_a_node_in_reach_there_is_no_node_port() -> None:
    def answer(_: Asked) -> Reply:
        return Reply(200, {"items": []})

    with played_api(answer) as (api, _), pytest.raises(MissingCapability, match="no node's address"):
        node_port_url(api, service(), 5000, ["node-1"])


def test_a_node_without_a_replica_need_not_answer_where_the_traffic_policy_is_local() -> None:
    local = ServiceView.from_json({"metadata": {"name": "s"}, "spec": {"externalTrafficPolicy": "Local"}})
    assert local.nodes_answer_for_their_own
    local = replace(service(), nodes_answer_for_their_own=True)
    with socket.create_server(("127.0.0.1", 0)) as kubelet:
        body = nodes(kubelet.getsockname()[1], ("InternalIP", "127.0.0.1"))
        with played_api(lambda _: Reply(200, body)) as (api, _):
            assert node_port_url(api, local, 5000, ["node-1"]) == "http://127.0.0.1:30500"
            with pytest.raises(MissingCapability, match="no node's address is reached from here"):
                node_port_url(api, local, 5000, ["node-2"])
            assert node_port_url(api, service(), 5000, ["node-2"]) == "http://127.0.0.1:30500"
