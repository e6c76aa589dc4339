"""A box with several nodes: who has which address and route, and what its programs are told."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import pytest

from conformance.clusters.kubebox import node_loss
from conformance.clusters.kubebox.addresses import SERVICES, AddressPlan, hardware_address
from conformance.clusters.kubebox.components import (
    COMPONENTS,
    KUBE_APISERVER,
    KUBE_CONTROLLER_MANAGER,
    KUBELET,
    LOAD_BALANCER,
    ON_EACH_NODE,
    on_node,
)
from conformance.clusters.kubebox.container_configuration import containerd, pod_network
from conformance.clusters.kubebox.firewall import node_rules, router_rules
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kubernetes_configuration import kube_proxy, kubelet
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.machine import Machine
from conformance.clusters.kubebox.network import routes_of_node
from conformance.clusters.kubebox.node import Node, nodes_of
from conformance.clusters.kubebox.options import MOST_NODES, BoxOptions
from conformance.clusters.kubebox.volumes import storage_objects
from conformance.errors import BadInput

PLAN = AddressPlan(IPv4Network("198.18.7.0/24"))
FOLDER = BoxFolder(Path("/boxes/x"))


def _nodes(count: int) -> tuple[Node, ...]:
    return nodes_of(BoxOptions(name="x", nodes=count), PLAN, FOLDER)


def _inputs(count: int, which: int = 0) -> Inputs:
    return Inputs(
        folder=FOLDER,
        options=BoxOptions(name="x", nodes=count),
        plan=PLAN,
        machine=Machine(Path("/usr/sbin/runc"), may_lower_oom_score=True, bridges_are_filtered=True),
        programs=Path("/programs"),
        registry=Path("/images/registry"),
        store=Path("/stores/0/containerd"),
        node=_nodes(count)[which],
    )


def test_one_node_stands_where_its_control_plane_stands() -> None:
    (only,) = _nodes(1)
    assert (only.name, only.address, only.control_group) == ("kubebox-x", PLAN.node, "kubebox-x")
    assert only.pods == only.cluster_pods == IPv4Network("10.244.0.0/24")
    assert only.configuration == FOLDER.configuration
    assert only.called("kubelet") == "kubelet"


def test_several_nodes_share_nothing() -> None:
    nodes = _nodes(MOST_NODES)
    for what in ("name", "address", "pods", "control_group", "configuration", "kubelet", "pod_logs", "port"):
        assert len({getattr(node, what) for node in nodes}) == MOST_NODES, what
    assert len({node.kubeconfig for node in nodes}) == MOST_NODES


def test_the_addresses_of_several_nodes() -> None:
    first, second, third = _nodes(3)
    assert [str(node.address) for node in (first, second, third)] == [
        "198.18.7.66",
        "198.18.7.67",
        "198.18.7.68",
    ]
    assert str(second.pods) == "10.244.2.0/24"
    assert second.name == "kubebox-x-2"
    for node in (first, second, third):
        assert node.address in PLAN.nodes
        assert node.pods.subnet_of(node.cluster_pods)


def test_the_bridge_has_addresses_of_its_own() -> None:
    assert PLAN.router == IPv4Address("198.18.7.65")
    assert PLAN.nodes.subnet_of(PLAN.block)
    assert not PLAN.nodes.overlaps(PLAN.link_network)
    assert not PLAN.nodes.overlaps(PLAN.pool)
    assert PLAN.node_address(MOST_NODES) in PLAN.nodes


def test_each_interface_on_the_bridge_has_a_hardware_address_that_outlives_a_boot() -> None:
    """The bridge's own too: taken from its ports it changed with them, and all nodes fell silent at once."""
    assert hardware_address(PLAN.router) == "02:00:c6:12:07:41"
    on_bridge = [hardware_address(each) for each in (PLAN.router, *(node.address for node in _nodes(9)))]
    assert len(set(on_bridge)) == 10


def test_a_node_leads_to_the_control_plane_and_the_other_nodes_pods_only() -> None:
    first, second, third = _nodes(3)
    assert routes_of_node(PLAN, [first, third]) == [
        (PLAN.link_network, PLAN.router),
        (first.pods, first.address),
        (third.pods, third.address),
    ]
    assert second.pods not in dict(routes_of_node(PLAN, [first, third]))


def test_pods_talk_to_pods_of_other_nodes_by_their_own_addresses() -> None:
    (only,), several = _nodes(1), _nodes(3)
    assert "-s 10.244.0.0/24 -o eth0 -j MASQUERADE" in node_rules(PLAN, only)
    assert "-s 10.244.2.0/24 ! -d 10.244.0.0/16 -o eth0 -j MASQUERADE" in node_rules(PLAN, several[1])


def test_what_is_for_a_load_balancer_or_a_service_is_given_a_node_by_the_control_plane() -> None:
    lines = router_rules(PLAN).splitlines()
    assert f"-A PREROUTING -d {PLAN.pool} -j KUBEBOX-BALANCE" in lines
    assert f"-A OUTPUT -d {SERVICES} -j KUBEBOX-BALANCE" in lines


@pytest.mark.parametrize("component", ON_EACH_NODE, ids=lambda component: component.name)
def test_a_nodes_programs_are_told_of_that_node_only(component: Any) -> None:
    words = " ".join(on_node(component, _nodes(3)[1]).command(_inputs(3, 1)))
    assert not any(f"kubebox-x-{other}" in words or f"/configuration/{other}" in words for other in (1, 3))
    assert "/configuration/2/" in words
    assert on_node(component, _nodes(3)[1]).name == f"{component.name}-2"


def test_a_nodes_configuration_is_of_that_node() -> None:
    inputs = _inputs(3, 1)
    assert kubelet(inputs)["address"] == "198.18.7.67"
    assert kubelet(inputs)["clusterDNS"] == ["198.18.7.2"]
    assert kubelet(inputs)["cgroupRoot"] == "/kubebox-x/2"
    assert kubelet(inputs)["tlsCertFile"].endswith("/kubelet-server-2.crt")
    assert kube_proxy(inputs)["hostnameOverride"] == "kubebox-x-2"
    assert kube_proxy(inputs)["clusterCIDR"] == "10.244.0.0/16"
    assert pod_network(inputs.node)["plugins"][0]["ipam"]["ranges"] == [[{"subnet": "10.244.2.0/24"}]]
    plugins = tomllib.loads(containerd(inputs))["plugins"]
    assert plugins["io.containerd.cri.v1.runtime"]["cni"]["conf_dir"] == "/boxes/x/configuration/2/cni"


def test_a_lost_node_is_known_in_seconds_where_there_are_others() -> None:
    inputs = _inputs(3)
    assert "--default-unreachable-toleration-seconds=10" in KUBE_APISERVER.command(inputs)
    assert "--default-not-ready-toleration-seconds=10" in KUBE_APISERVER.command(inputs)
    assert "--node-monitor-grace-period=8s" in KUBE_CONTROLLER_MANAGER.command(inputs)
    renewal_s = kubelet(inputs)["nodeLeaseDurationSeconds"] / 4
    assert renewal_s * 8 == node_loss.SILENT_S


def test_one_node_is_told_what_it_ever_was() -> None:
    inputs = _inputs(1)
    words = [word for component in COMPONENTS for word in component.command(inputs)]
    assert not any("toleration" in word or "node-monitor" in word for word in words)
    assert "nodeLeaseDurationSeconds" not in kubelet(inputs)
    assert f"--config={FOLDER.configuration}/kubelet.yaml" in KUBELET.command(inputs)
    assert LOAD_BALANCER not in COMPONENTS


def test_volumes_lie_on_the_nodes_in_turn() -> None:
    def node_of(volume: dict[str, Any]) -> str:
        (term,) = volume["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
        (name,) = term["matchExpressions"][0]["values"]
        return str(name)

    _, *volumes = storage_objects(["one", "two"], [Path(f"/{number}") for number in range(3)])
    assert [node_of(volume) for volume in volumes] == ["one", "two", "one"]


@pytest.mark.parametrize("count", [-1, 0, MOST_NODES + 1])
def test_a_number_of_nodes_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(BadInput, match="1 to 9 nodes"):
        replace(BoxOptions(), nodes=count)
