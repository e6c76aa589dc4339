"""The boot of a box, from nothing to a node that takes pods: an ordered list of named actions.

Read `Boot.actions` from top to bottom; each action is a method, in the same order: first those of `Ground`,
which start no component, then those below. All of it belongs into the main thread (see launch.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pyroute2.netlink.exceptions import NetlinkError

from conformance.clusters.kubebox.apiserver import ApiServer, node_is_ready, node_path, takes_pods
from conformance.clusters.kubebox.boot_failure import failed_at, keep_logs
from conformance.clusters.kubebox.box import Box, running_components
from conformance.clusters.kubebox.components import (
    CLOUD_CONTROLLER_MANAGER,
    CONTAINERD,
    COREDNS,
    ETCD,
    KUBE_APISERVER,
    KUBE_CONTROLLER_MANAGER,
    KUBE_PROXY,
    KUBE_SCHEDULER,
    KUBELET,
    LOAD_BALANCER,
    REGISTRY,
    Component,
    on_node,
)
from conformance.clusters.kubebox.fill import fill
from conformance.clusters.kubebox.fingerprint import contents
from conformance.clusters.kubebox.ground import Ground
from conformance.clusters.kubebox.kubernetes_configuration import (
    COREDNS_READY_PORT,
    KUBE_PROXY_HEALTH_PORT,
)
from conformance.clusters.kubebox.likeness.boot_actions import LikenessActions
from conformance.clusters.kubebox.node import Node
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.own_objects import give_roles, make_nodes, make_storage_class
from conformance.clusters.kubebox.readiness import answers_http
from conformance.clusters.kubebox.running_node import RunningNode
from conformance.clusters.kubebox.state import save
from conformance.errors import SetUpFailed

Progress = Callable[[str, str, float], None]
"""Called with an action's name, "running", "done" or "failed", and the seconds it has taken."""

PART_S = 60.0
"""What one part may take on a machine that does ten other things; all of a boot takes five on a quiet one."""


def boot(options: BoxOptions, programs: Path, images: Path, progress: Progress) -> Box:
    """Boot a box that this process holds, and return it when its node takes pods.

    `programs` and `images` are the folders that `ensure_programs` and `ensure_images` return. Raises BadInput
    for a name or block in use, and SetUpFailed with the failed component's last words; then nothing is left
    but a copy of the logs in the cache, which the message names.
    """
    return Boot(options, programs, images, progress).run()


class Boot(Ground):
    """One boot, and what its actions hand on to each other."""

    def __init__(self, options: BoxOptions, programs: Path, images: Path, progress: Progress) -> None:
        """Take what the box is made from, and whom to tell how it goes."""
        super().__init__(options, programs, images)
        self.progress = progress

    @property
    def actions(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """The whole boot. What stands before a wait has been started before it."""
        likeness = LikenessActions(self)
        return (
            ("addresses chosen", self.choose_addresses),
            ("stray packets guarded against", self.guard),
            ("image store claimed", self.claim_store),
            ("namespaces open", self.open_namespaces),
            ("network connected", self.connect_network),
            ("control groups made", self.make_control_groups),
            ("configuration written", self.write_files),
            ("image registry started", self.start_registry),
            ("image store filled", self.fill_store),
            *likeness.before_api_server,
            ("etcd, kube-apiserver, containerd started", self.start_first_components),
            ("kube-apiserver serves", self.await_api_server),
            ("kubelet started", self.start_kubelets),
            ("node Ready", self.await_nodes),
            ("kube-apiserver has its own objects", self.await_own_objects),
            ("roles given", self.give_roles),
            *likeness.after_roles,
            ("controllers, services and names started", self.start_the_rest),
            ("storage class made", self.make_storage_class),
            ("all of them answer", self.await_all),
        )

    def run(self) -> Box:
        """Do all actions in their order; where one fails, or the user interrupts, undo what was done."""
        self.began = time.monotonic()
        with self.undo:
            for name, action in self.actions:
                self.do(name, action)
            self.undo.pop_all()
        return Box(self.folder, self.state, self.parts, self.running, self.inputs)

    def do(self, name: str, action: Callable[[], None]) -> None:
        """Do one action and tell how it went."""
        began = time.monotonic()
        self.progress(name, "running", 0.0)
        try:
            action()
        except (SetUpFailed, OSError, NetlinkError) as error:
            self.progress(name, "failed", time.monotonic() - began)
            raise failed_at(name, error, keep_logs(self.folder)) from error
        self.progress(name, "done", time.monotonic() - began)

    def start_registry(self) -> None:
        """Start the image registry."""
        self.parts.start(REGISTRY, self.inputs)

    def fill_store(self) -> None:
        """Make each image store fresh; the first time with these images, pull them into it."""
        wanted = contents(self.programs, self.images)
        for each in self.running:
            if not each.store.reset(wanted):
                fill(each, wanted)

    def start_first_components(self) -> None:
        """Start what everything else needs; kube-apiserver waits for etcd by itself."""
        for component in (ETCD, KUBE_APISERVER):
            self.parts.start(component, self.inputs)
        for each in self.running:
            each.start(CONTAINERD)

    def await_api_server(self) -> None:
        """Wait until the API server takes requests; its own set-up goes on meanwhile."""
        self.api = ApiServer(self.plan.server, self.folder.certificates)
        self.parts.wait_for(KUBE_APISERVER, lambda: self.api.answers("/api/v1/nodes"), PART_S)

    def start_kubelets(self) -> None:
        """Start kubelet: what a node may do is the Node authorizer's, no bootstrap role is waited for."""
        if not self.has_one_node:
            make_nodes(self.api, self.nodes)
        for each in self.running:
            each.start(KUBELET)

    def await_nodes(self) -> None:
        """Wait until each node says that it is Ready."""
        for each in self.running:
            self._await_on(each, KUBELET, self._is_ready)
        self.state = replace(self.state, ready_after_s=round(time.monotonic() - self.began, 3))

    def await_own_objects(self) -> None:
        """Wait until the API server's own objects are made, bootstrap roles among them."""
        self.parts.wait_for(KUBE_APISERVER, lambda: self.api.answers("/readyz"), PART_S)

    def give_roles(self) -> None:
        """Give the box's own clients their roles, before they ask for anything."""
        give_roles(self.api)

    def start_the_rest(self) -> None:
        """Start what needs roles; kube-proxy, which looks for the node once a second, finds it at once."""
        for component in (KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER):
            self.parts.start(component, self.inputs)
        for each in self.running:
            each.start(KUBE_PROXY)
        for component in (COREDNS, CLOUD_CONTROLLER_MANAGER):
            self.parts.start(component, self.inputs)
        if not self.has_one_node:
            self.parts.start(LOAD_BALANCER, self.inputs)

    def make_storage_class(self) -> None:
        """Give the cluster its default storage class."""
        make_storage_class(self.api, [node.name for node in self.nodes], self.volumes)

    def await_all(self) -> None:
        """Wait for what a stack needs besides: no taints, service accounts, services, names, images."""
        account = "/api/v1/namespaces/default/serviceaccounts/default"
        address = self.plan.node
        for component, holds in (
            (KUBE_CONTROLLER_MANAGER, self._every_node_takes_pods),
            (KUBE_CONTROLLER_MANAGER, lambda: self.api.get(account) is not None),
            (COREDNS, lambda: answers_http(f"http://{address}:{COREDNS_READY_PORT}/ready")),
            (REGISTRY, lambda: answers_http(f"http://{self.plan.registry}/v2/")),
        ):
            self.parts.wait_for(component, holds, PART_S)
        for each in self.running:
            self._await_on(each, KUBE_PROXY, proxies)
        self.api.close()
        self.state = replace(self.state, components=running_components(self.parts, self.running))
        save(self.state, self.folder)

    def _every_node_takes_pods(self) -> bool:
        return all(takes_pods(self.api.get(node_path(node.name))) for node in self.nodes)

    def _is_ready(self, node: Node) -> bool:
        return node_is_ready(self.api.get(node_path(node.name)))

    def _await_on(self, each: RunningNode, component: Component, holds: Callable[[Node], bool]) -> None:
        each.parts.wait_for(on_node(component, each.node), lambda: holds(each.node), PART_S)


def proxies(node: Node) -> bool:
    """Tell whether the kube-proxy of a node is well."""
    return answers_http(f"http://{node.address}:{KUBE_PROXY_HEALTH_PORT}/healthz")
