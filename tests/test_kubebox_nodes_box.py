"""A box with three nodes: they reach each other, and go on when one is lost; one box for all of these."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.box import Box
from tests.box_kubectl import kubectl
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box

PATIENCE_S = 120.0
PORT = 11211
IN_A_ROW = 30
"""Connections: were one node of three still asked that is not there, all would succeed once in 190,000."""


def _pod(node: str, number: int) -> dict[str, Any]:
    """A memcached on that very node, in the service `all` and in one of its own."""
    container = {"name": "memcached", "image": "memcached", "imagePullPolicy": "Always"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"on-{number}", "labels": {"app": "cache", "number": str(number)}},
        "spec": {"nodeSelector": {"kubernetes.io/hostname": node}, "containers": [container]},
    }


def _service(name: str, kind: str, selector: dict[str, str]) -> dict[str, Any]:
    spec = {"type": kind, "selector": selector, "ports": [{"port": PORT}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A box with a ready pod on each of its three nodes."""
    with thrown_away_box("nodes", nodes=3) as box:
        pods = [_pod(node, number) for number, node in enumerate(box.losable_nodes, 1)]
        services = [
            _service("all", "LoadBalancer", {"app": "cache"}),
            _service("third", "ClusterIP", {"number": "3"}),
        ]
        items = {"apiVersion": "v1", "kind": "List", "items": [*pods, *services]}
        kubectl(box, "create", "-f", "-", given=json.dumps(items))
        kubectl(box, "wait", "--for=condition=Ready", "pod", "-l", "app=cache", f"--timeout={PATIENCE_S}s")
        yield box
    assert not box.folder.path.exists()


def _get(box: Box, what: str, path: str) -> str:
    return kubectl(box, "get", *what.split(), "-o", f"jsonpath={{{path}}}")


def _ready_since(box: Box, node: str) -> str:
    return _get(box, f"node/{node}", '.status.conditions[?(@.type=="Ready")].lastTransitionTime')


def _asked_from_first(box: Box, host: str) -> str:
    """Return what a memcached says to the pod on the first node."""
    ask = f"exec 3<>/dev/tcp/{host}/{PORT}; printf 'version\\r\\n' >&3; head -n 1 <&3"
    return kubectl(box, "exec", "on-1", "--", "timeout", f"{PATIENCE_S:.0f}", "bash", "-c", ask)


def _address(box: Box) -> str:
    wanted = "--for=jsonpath={.status.loadBalancer.ingress[0].ip}"
    kubectl(box, "wait", wanted, "service/all", f"--timeout={PATIENCE_S}s")
    return _get(box, "service/all", ".status.loadBalancer.ingress[0].ip")


def _refusal(address: str) -> int:
    with socket.socket() as asking:
        asking.settimeout(3.0)
        try:
            return asking.connect_ex((address, PORT))
        except TimeoutError:
            return errno.ETIMEDOUT


def _answers_steadily(address: str) -> bool:
    return all(_refusal(address) == 0 for _ in range(IN_A_ROW))


def test_each_node_is_ready_with_addresses_and_a_boot_of_its_own(box: Box) -> None:
    ready = _get(box, "nodes", '.items[*].status.conditions[?(@.type=="Ready")].status').split()
    assert ready == ["True"] * 3
    for path in (".items[*].spec.podCIDR", ".items[*].status.nodeInfo.bootID"):
        assert len(set(_get(box, "nodes", path).split())) == 3


def test_pods_of_different_nodes_reach_each_other(box: Box) -> None:
    for number in (2, 3):
        assert _asked_from_first(box, _get(box, f"pod/on-{number}", ".status.podIP")).startswith("VERSION")


def test_the_clusters_names_and_services_are_there_on_each_node(box: Box) -> None:
    assert _asked_from_first(box, "third.default.svc.cluster.local").startswith("VERSION")
    for number in (1, 2, 3):
        hosts = kubectl(
            box, "exec", f"on-{number}", "--", "getent", "hosts", "kubernetes.default.svc.cluster.local"
        )
        assert hosts.startswith("10.96.0.1 ")


def test_an_address_that_no_service_has_is_refused_at_once(box: Box) -> None:
    assert _refusal(str(box.state.plan.pool[99])) in (errno.EHOSTUNREACH, errno.ENETUNREACH)


def test_the_load_balancer_goes_on_without_a_node_and_the_node_comes_back(box: Box) -> None:
    address, node = _address(box), box.losable_nodes[1]
    assert readiness.until(lambda: _answers_steadily(address), PATIENCE_S)
    boot = _get(box, f"node/{node}", ".status.nodeInfo.bootID")
    others = [other for other in box.losable_nodes if other != node]
    ready_since = [_ready_since(box, other) for other in others]
    box.stop_node(node)
    kubectl(box, "wait", "--for=condition=Ready=Unknown", f"node/{node}", f"--timeout={PATIENCE_S}s")
    assert readiness.until(lambda: _answers_steadily(address), PATIENCE_S)
    assert sorted(one for one in box.ended()), "the components of a node that is stopped have ended"
    box.start_node(node)
    kubectl(box, "wait", "--for=condition=Ready", f"node/{node}", f"--timeout={PATIENCE_S}s")
    assert _get(box, f"node/{node}", ".status.nodeInfo.bootID") != boot
    assert box.ended() == []
    assert [_ready_since(box, other) for other in others] == ready_since
