"""The ground that a box's components stand on: addresses, namespaces, network, control groups, files."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from conformance.clusters.kubebox import cgroups, firewall, network
from conformance.clusters.kubebox.certificates import write_certificates
from conformance.clusters.kubebox.configuration import write_configuration
from conformance.clusters.kubebox.fingerprint import fingerprint
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kubeconfigs import kubeconfig, write_admin_kubeconfig, write_kubeconfigs
from conformance.clusters.kubebox.machine import look_at_machine
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.parts import Parts
from conformance.clusters.kubebox.reservation import put_back, reserve
from conformance.clusters.kubebox.snapshots import snapshotter_for
from conformance.clusters.kubebox.state import folder_of, save
from conformance.clusters.kubebox.store import claim
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
        made_from = fingerprint(self.programs, self.images)
        self.state = reserve(self.options, made_from, self.programs)
        self.undo.callback(lambda: put_back(self.state, self.folder))
        self.plan = self.state.plan
        for path in (self.folder.logs, self.folder.pod_logs, self.folder.kubelet):
            path.mkdir()

    def guard(self) -> None:
        """Keep what is meant for the block from the real network, also when the box is gone."""
        network.guard(self.plan)

    def claim_store(self) -> None:
        """Lock an image store."""
        self.store = claim(stores_dir())
        self.undo.callback(self.store.lock.release)
        self.state = replace(self.state, store=str(self.store.folder))

    def open_namespaces(self) -> None:
        """Start process 1 of the box."""
        seen = [self.images, self.store.folder]
        self.parts = Parts(self.folder, self.options.node, self.programs, seen)
        self.undo.callback(self.parts.kill)
        self.state = replace(self.state, init=self.parts.init)
        save(self.state, self.folder)

    def connect_network(self) -> None:
        """Lay the link and the routes, and set the box's own packet filter."""
        network.connect(self.plan, self.parts.init_pid)
        self.parts.run(["iptables-restore", "--noflush"], firewall.rules(self.plan))

    def make_control_groups(self) -> None:
        """Make the box's control group in every hierarchy."""
        cgroups.make(cgroups.hierarchies(), self.options.control_group)

    def write_files(self) -> None:
        """Write certificates, kubeconfigs and the components' configuration."""
        self.inputs = Inputs(
            folder=self.folder,
            options=self.options,
            plan=self.plan,
            machine=look_at_machine(snapshotter_for(self.store, self.parts)),
            programs=self.programs,
            registry=self.images / "registry",
            store=self.store.root,
        )
        pairs = write_certificates(self.folder.certificates, self.plan, self.options.node)
        authority = (self.folder.certificates / "ca.crt").read_bytes()
        admin = pairs.pop("admin")
        name = self.options.node
        write_kubeconfigs(self.folder.kubeconfigs, name, self.plan.server, authority, pairs)
        write_admin_kubeconfig(
            self.folder.admin_kubeconfig, kubeconfig(name, self.plan.server, authority, "admin", admin)
        )
        write_configuration(self.inputs)
        self.volumes = make_folders(self.folder.volumes)
