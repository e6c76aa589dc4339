from __future__ import annotations

import pytest

from conformance.capabilities import missing_capabilities, no_load_balancer
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Reply


def answer(asked: Asked) -> Reply:
    if asked.method == "GET":
        return Reply(200, {"items": []})
    attributes = asked.body["spec"]["resourceAttributes"]
    return Reply(201, {"status": {"allowed": attributes["subresource"] != "exec"}})


def test_rights_are_asked_for_and_what_is_known_is_believed() -> None:
    with played_api(answer) as (api, server):
        assert missing_capabilities(api, "here", {"load_balancer": "", "node_port": "a firewall"}) == {
            "load_balancer": "",
            "exec": "not allowed to get pods/exec and create pods/exec",
            "port_forward": "",
            "delete_pods": "",
            "node_port": "a firewall",
        }
    assert all(asked.method == "POST" for asked in server.asked)


def test_a_cluster_whose_nodes_are_out_of_reach_has_no_node_port() -> None:
    with played_api(answer) as (api, _):
        assert missing_capabilities(api)["node_port"] == "no node's address is reached from here"
    with played_api(lambda asked: recorded("no-right") if asked.method == "GET" else answer(asked)) as (
        api,
        _,
    ):
        assert missing_capabilities(api)["node_port"].startswith("a right is missing")


def test_a_cluster_without_any_sign_of_a_provider_has_no_load_balancer() -> None:
    with played_api(answer) as (api, _):
        assert missing_capabilities(api)["load_balancer"].startswith("no service has an address")


def test_who_may_not_look_gets_the_benefit_of_the_doubt() -> None:
    with played_api(lambda asked: recorded("no-right") if asked.method == "GET" else answer(asked)) as (
        api,
        _,
    ):
        assert missing_capabilities(api)["load_balancer"] == ""


@pytest.mark.parametrize(
    ("nodes", "services", "pods", "is_there"),
    [
        ([], [], [], False),
        ([{"spec": {"providerID": "kind://docker/a/b"}}], [], ["kube-system/kindnet-a"], False),
        ([{"spec": {"providerID": "gce://project/zone/a"}}], [], [], True),
        ([], [{"status": {"loadBalancer": {"ingress": [{"ip": "198.18.0.9"}]}}}], [], True),
        ([], [{"status": {"loadBalancer": {}}}], [], False),
        ([], [], ["metallb-system/controller-a"], True),
        ([], [], ["/system:controller:service-controller", "/system:cloud-provider"], False),
        ([], [], ["/kubebox:cloud-controller-manager"], True),
        ([{"spec": {"providerID": "k3s://a"}}], [], ["kube-system/svclb-traefik-a"], True),
    ],
)
def test_signs_of_a_provider(
    nodes: list[dict[str, object]], services: list[dict[str, object]], pods: list[str], is_there: bool
) -> None:
    assert (no_load_balancer(nodes, services, pods) == "") is is_there
