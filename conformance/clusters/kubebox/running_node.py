"""A node as the process that holds its box has it in hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox import cgroups, firewall, network
from conformance.clusters.kubebox.components import CONTAINERD, KUBE_PROXY, KUBELET, Component, on_node
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.node import Node
from conformance.clusters.kubebox.parts import Parts
from conformance.clusters.kubebox.state import NodeState
from conformance.clusters.kubebox.store import Store
from conformance.clusters.kubebox.traces import DEATH_S

RUNTIME_SERVES = b"containerd successfully booted"
"""What it says once every plugin is ready, the kubelet's among them (cmd/containerd/command/main.go)."""
RUNTIME_S = 60.0
"""A fifth of a second on a quiet machine; as each part of a boot may take on a busy one."""


@dataclass
class RunningNode:
    """A node, the namespaces that it stands in, its image store, and what its programs are called with."""

    node: Node
    parts: Parts
    """Of its own where the box has several nodes, else the box's."""
    store: Store
    inputs: Inputs

    @property
    def state(self) -> NodeState:
        """What is known of it outside this process."""
        return NodeState(self.node.name, self.parts.init)

    def start(self, component: Component) -> None:
        """Start a component of this node; it is not waited for."""
        self.parts.start(on_node(component, self.node), self.inputs)

    def boot_again(self, control_plane: Parts, all_nodes: Sequence[Node]) -> None:
        """Bring back a node that was stopped, as a machine that is switched on; kubelet is not waited for.

        What it has on disk it still has: its images, its kubelet's folder, its containers' records. Control
        groups do not outlive a machine's boot; with those of dead containers a kubelet starts 3 s later each.
        """
        inputs = self.inputs
        cgroups.remove(self.node.control_group, DEATH_S)
        cgroups.make(cgroups.hierarchies(), self.node.control_group)
        others = [other for other in all_nodes if other != self.node]
        self.parts = open_node(self.node, self.store, inputs.programs)
        network.plug_in(inputs.plan, control_plane.init_pid, self.node, self.parts.init_pid, others)
        self.parts.run(["iptables-restore", "--noflush"], firewall.node_rules(inputs.plan, self.node))
        self._start_runtime()
        for component in (KUBELET, KUBE_PROXY):
            self.start(component)
        self.parts.await_processes()

    def _start_runtime(self) -> None:
        """Start containerd and wait until it serves: a kubelet that comes before that ends at once."""
        runtime = on_node(CONTAINERD, self.node)
        log = self.node.folder.log_of(runtime.name)
        logged = log.stat().st_size
        self.start(CONTAINERD)
        self.parts.wait_for(runtime, lambda: RUNTIME_SERVES in log.read_bytes()[logged:], RUNTIME_S)


def open_node(node: Node, store: Store, programs: Path) -> Parts:
    """Open namespaces for one of several nodes."""
    return Parts(
        node.folder, node.name, programs, [store.folder], node.called("namespaces"), str(uuid.uuid4())
    )
