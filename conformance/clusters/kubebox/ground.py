"""The ground that a box's components stand on: addresses, namespaces, network, control groups, files."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from conformance.clusters.kubebox import cgroups, firewall, network
from conformance.clusters.kubebox.certificates import write_certificates
from conformance.clusters.kubebox.configuration import write_configuration, write_node_configuration
from conformance.clusters.kubebox.fingerprint import contents, fingerprint
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kubeconfigs import kubeconfig, write_admin_kubeconfig, write_kubeconfigs
from conformance.clusters.kubebox.likeness.programs import SEEN
from conformance.clusters.kubebox.load_balancer_command import NEEDED
from conformance.clusters.kubebox.machine import look_at_machine
from conformance.clusters.kubebox.node import Node, nodes_of
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.parts import Parts
from conformance.clusters.kubebox.reservation import put_back, reserve
from conformance.clusters.kubebox.running_node import RunningNode, open_node
from conformance.clusters.kubebox.snapshots import snapshotter_for
from conformance.clusters.kubebox.state import NodeState, folder_of, save
from conformance.clusters.kubebox.store import Store, claim
from conformance.clusters.kubebox.volumes import make_folders
from conformance.places import stores_dir


class Ground:
    """The actions of a boot that start no component, in their order; `undo` takes back what they made."""

    def __init__(self, options: BoxOptions, programs: Path, images: Path) -> None:
        """Take what the box is made from."""
        self.options = options
        self.programs = programs.resolve()
        self.images = images.resolve()
        self.folder = folder_of(options.name)
        self.undo = ExitStack()

    def choose_addresses(self) -> None:
        """Take the box's name, a block of addresses and a folder on this machine."""
        made_from = self.options.made_from(fingerprint(self.programs, self.images))
        self.state = reserve(self.options, made_from, self.programs)
        self.undo.callback(lambda: put_back(self.state, self.folder))
        self.plan = self.state.plan
        self.nodes = nodes_of(self.options, self.plan, self.folder)
        self.folder.logs.mkdir()
        for node in self.nodes:
            for path in (node.pod_logs, node.kubelet):
                path.mkdir(parents=True)

    def guard(self) -> None:
        """Keep what is meant for the block from the real network, also when the box is gone."""
        network.guard(self.plan)

    def claim_store(self) -> None:
        """Lock an image store, one a node."""
        self.stores = []
        for _ in self.nodes:
            store = claim(stores_dir(), contents(self.programs, self.images))
            self.undo.callback(store.lock.release)
            self.stores.append(store)
        self.state = replace(self.state, store=str(self.stores[0].folder))

    def open_namespaces(self) -> None:
        """Start process 1 of the box, and of each node where there are several."""
        more = [self.stores[0].folder] if self.has_one_node else NEEDED
        seen = [self.images, *more, *(SEEN if self.options.like else ())]
        self.parts = Parts(self.folder, self.options.node, self.programs, seen)
        self.undo.callback(self.parts.kill)
        self.state = replace(self.state, init=self.parts.init)
        save(self.state, self.folder)
        self.machines = [self.parts] if self.has_one_node else self._open_nodes()

    def _open_nodes(self) -> list[Parts]:
        opened = []
        for node, store in zip(self.nodes, self.stores, strict=True):
            parts = open_node(node, store, self.programs)
            self.undo.callback(parts.kill)
            opened.append(parts)
            self.state = replace(self.state, nodes=(*self.state.nodes, NodeState(node.name, parts.init)))
            save(self.state, self.folder)
        return opened

    def connect_network(self) -> None:
        """Lay the links and the routes, and set the box's own packet filters."""
        network.connect(self.plan, self.parts.init_pid)
        if not self.has_one_node:
            ends = [(node, parts.init_pid) for node, parts in zip(self.nodes, self.machines, strict=True)]
            network.connect_nodes(self.plan, self.parts.init_pid, ends)
            self.parts.run(["iptables-restore", "--noflush"], firewall.router_rules(self.plan))
        for node, parts in zip(self.nodes, self.machines, strict=True):
            parts.run(["iptables-restore", "--noflush"], firewall.node_rules(self.plan, node))

    def make_control_groups(self) -> None:
        """Make the control group of the box, and of each node in it, in every hierarchy."""
        trees = cgroups.hierarchies()
        for group in dict.fromkeys(
            (self.options.control_group, *(node.control_group for node in self.nodes))
        ):
            cgroups.make(trees, group)

    def write_files(self) -> None:
        """Write certificates, kubeconfigs and the components' configuration."""
        self.running = [
            RunningNode(node, parts, store, self._inputs(node, parts, store))
            for node, parts, store in zip(self.nodes, self.machines, self.stores, strict=True)
        ]
        self.inputs = self.running[0].inputs
        pairs = write_certificates(self.folder.certificates, self.plan, self.nodes, self.options.like)
        authority = (self.folder.certificates / "ca.crt").read_bytes()
        admin = pairs.pop("admin")
        name = self.options.node
        write_kubeconfigs(self.folder.kubeconfigs, name, self.plan.server, authority, pairs)
        write_admin_kubeconfig(
            self.folder.admin_kubeconfig, kubeconfig(name, self.plan.server, authority, "admin", admin)
        )
        write_configuration(self.inputs)
        for each in self.running:
            write_node_configuration(each.inputs)
        self.volumes = make_folders(self.folder.volumes)

    def _inputs(self, node: Node, parts: Parts, store: Store) -> Inputs:
        return Inputs(
            folder=self.folder,
            options=self.options,
            plan=self.plan,
            machine=look_at_machine(snapshotter_for(store, parts)),
            programs=self.programs,
            registry=self.images / "registry",
            store=store.root,
            node=node,
        )

    @property
    def has_one_node(self) -> bool:
        """Whether the one node stands in the box's own namespaces."""
        return self.options.nodes == 1
