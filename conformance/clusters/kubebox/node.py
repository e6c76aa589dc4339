"""One node of a box: who it is, and where its own things lie.

The one node of a box stands in the box's own namespaces, beside the control plane. Where there are several,
each has namespaces of its own and a port on one bridge; the control plane is no node then, as in a cloud.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from conformance.clusters.kubebox.addresses import POD_RANGE, PODS, AddressPlan
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.options import BoxOptions


@dataclass(frozen=True)
class Node:
    """One node, by what tells it from others."""

    name: str
    address: IPv4Address
    pods: IPv4Network
    """The addresses of its pods."""
    cluster_pods: IPv4Network
    """The addresses of all nodes' pods."""
    control_group: str
    folder: BoxFolder
    """The box's."""
    number: int | None = None
    """Counted from 1; None for the only one."""

    @property
    def configuration(self) -> Path:
        """Its programs' configuration files."""
        return self._own(self.folder.configuration)

    @property
    def network_plugins(self) -> Path:
        """The configuration of its pods' network (CNI)."""
        return self.configuration / "cni"

    @property
    def kubelet(self) -> Path:
        """The folder of its kubelet."""
        return self._own(self.folder.kubelet)

    @property
    def pod_logs(self) -> Path:
        """What its containers write: a kubelet removes logs of pods that it does not know."""
        return self._own(self.folder.pod_logs)

    @property
    def kubeconfig(self) -> Path:
        """Its kubelet's kubeconfig."""
        return self.folder.kubeconfig_of(self.called("kubelet"))

    @property
    def port(self) -> str:
        """The name of its port on the bridge."""
        return self.called("node")

    def called(self, name: str) -> str:
        """Return the name that something has on this node: of several it carries the number."""
        return name if self.number is None else f"{name}-{self.number}"

    def _own(self, path: Path) -> Path:
        return path if self.number is None else path / str(self.number)


def nodes_of(options: BoxOptions, plan: AddressPlan, folder: BoxFolder) -> tuple[Node, ...]:
    """Return the nodes of a box, by number."""
    only = Node(options.node, plan.node, PODS, PODS, options.control_group, folder)
    if options.nodes == 1:
        return (only,)
    blocks = list(POD_RANGE.subnets(new_prefix=24))
    return tuple(
        replace(
            only,
            name=f"{options.node}-{number}",
            address=plan.node_address(number),
            pods=blocks[number],
            cluster_pods=POD_RANGE,
            control_group=f"{options.control_group}/{number}",
            number=number,
        )
        for number in range(1, options.nodes + 1)
    )
