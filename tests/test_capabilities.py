from __future__ import annotations

import pytest

from conformance.capabilities import missing_capabilities, no_load_balancer
from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from conformance.recorder import ending_of
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
            "relabel_pods": "",
            "scale_controllers": "",
            "delete_controllers": "",
            "change_controllers": "",
            "delete_services": "",
            "nodes": "",
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


@pytest.mark.parametrize("capability", Capability)
def test_the_readme_has_each_name_that_can_be_accepted(capability: Capability) -> None:
    assert f"`{capability}`" in (SUITE_FOLDER / "README.md").read_text(encoding="utf-8")


def test_each_tag_of_a_promise_can_be_accepted() -> None:
    tagged = {name for each in read_promises(SUITE_FOLDER / "features") for name in each.requires}
    assert tagged
    assert tagged <= set(Capability)


def test_what_is_missed_inside_a_sentence_has_a_name_too() -> None:
    missing = MissingCapability(Capability.EXEC_TOOLS, "the image lacks sh: not found")
    assert (missing.capability, missing.reason) == ("exec_tools", "the image lacks sh: not found")
    assert ending_of(missing).reason == "exec_tools: the image lacks sh: not found"
