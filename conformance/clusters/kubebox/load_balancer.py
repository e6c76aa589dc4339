"""The load balancer of a box with several nodes: new connections go in turn to the nodes that are well.

Run inside the control plane's namespaces as `python -m conformance.clusters.kubebox.load_balancer BLOCK N`.
A node is well as long as its kube-proxy says so, which is what the load balancers of clouds ask too
(https://kubernetes.io/docs/reference/networking/virtual-ips/, GKE's health check on port 10256).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Network

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.firewall import shares
from conformance.clusters.kubebox.kubernetes_configuration import KUBE_PROXY_HEALTH_PORT
from conformance.clusters.kubebox.readiness import answers_http, pause

CHECK_EVERY_S = 1.0
ANSWER_S = 1.0
"""Longer than a look takes by far, shorter than what a lost node leaves unanswered."""
UNWELL_AFTER = 2
"""Checks in a row that fail; GKE's are three, 8 s apart."""


class Health:
    """Which nodes are well, by what the checks have shown; all of them before the first."""

    def __init__(self, numbers: Sequence[int]) -> None:
        """Take the numbers of the nodes."""
        self._failed = dict.fromkeys(numbers, 0)

    def checked(self, answered: Sequence[bool]) -> None:
        """Take note of one check of all nodes, in their order; one answer makes a node well again."""
        for number, well in zip(self._failed, answered, strict=True):
            self._failed[number] = 0 if well else self._failed[number] + 1

    @property
    def well(self) -> list[int]:
        """The numbers of the nodes that get connections."""
        return [number for number, failed in self._failed.items() if failed < UNWELL_AFTER]


def balance(health: Health, check: Callable[[], Sequence[bool]], share: Callable[[list[int]], None]) -> None:
    """Check for ever, and give the nodes their shares anew where they have changed."""
    shared: list[int] | None = None
    while True:
        if health.well != shared:
            shared = health.well
            share(shared)
        health.checked(check())


def _main(block: str, count: int) -> None:
    plan, numbers = AddressPlan(IPv4Network(block)), range(1, count + 1)
    urls = [f"http://{plan.node_address(number)}:{KUBE_PROXY_HEALTH_PORT}/healthz" for number in numbers]

    def check() -> list[bool]:
        pause(CHECK_EVERY_S)
        return list(threads.map(lambda url: answers_http(url, ANSWER_S), urls))

    def share(well: list[int]) -> None:
        print("new connections go to nodes", well, flush=True)
        subprocess.run(["iptables-restore", "--noflush"], input=shares(well), text=True, check=True)

    with ThreadPoolExecutor(count) as threads:
        balance(Health(numbers), check, share)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
