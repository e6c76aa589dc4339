"""Faults of the cluster's network: addresses, services and names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.exit_codes import ExitCode
from sabotage.faults.environment import paused
from sabotage.faults.fault import Staged, at_once, environment_fault, patience
from sabotage.faults.scene import Scene


@contextmanager
def _dropped(scene: Scene) -> Iterator[Staged]:
    """Let what is sent to public addresses vanish in the box."""
    rule = ["PREROUTING", "-d", str(scene.box.state.plan.pool), "-j", "DROP"]
    scene.box.run(["iptables", "-t", "raw", "-I", *rule])
    try:
        yield Staged(scene.on_box("--only", "reach_2"))
    finally:
        scene.box.run(["iptables", "-t", "raw", "-D", *rule])


FAULTS = (
    environment_fault(
        "load-balancer-absent",
        "Nobody gives the public service an address.",
        "no provider took the service up",
        paused("cloud-controller-manager", "--only", "reach_1"),
        patience("service-address", why="a cloud may be slow"),
    ),
    environment_fault(
        "address-without-answers",
        "What is sent to the public address vanishes.",
        "no connection came about",
        _dropped,
        patience("keystone-answers", why="Keystone may still start"),
        ExitCode.BROKEN,
    ),
    environment_fault(
        "kube-proxy-paused",
        "Nobody turns cluster IPs into pods.",
        "database not reachable",
        paused("kube-proxy", "--only", "token_1"),
        patience("keystone-answers", why="Keystone may still start"),
        ExitCode.BROKEN,
    ),
    environment_fault(
        "dns-down",
        "The cluster's DNS hangs: the blog's stack asks for no name, and is judged all the same.",
        "token_1",
        paused("coredns", "--only", "token_1"),
        at_once("nothing asks for a name"),
        ExitCode.PARTIAL,
    ),
)
