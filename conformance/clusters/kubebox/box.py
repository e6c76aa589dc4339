"""A running box, as the process that holds it has it in hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from conformance.api_patience import patient
from conformance.api_use import ApiUse
from conformance.clusters.kubebox.components import COMPONENTS, OF_A_LIKENESS
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.intervention import known_component
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.logs import copy_logs
from conformance.clusters.kubebox.parts import Parts
from conformance.clusters.kubebox.reservation import put_back
from conformance.clusters.kubebox.running_node import RunningNode
from conformance.clusters.kubebox.state import BoxState, RunningComponent, save
from conformance.clusters.kubebox.stopped_nodes import known_node

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

    from conformance.provenance import ClusterFacts


class Box:
    """A Kubernetes of our own; a context manager that closes it. It ends with this process at the latest."""

    kind = "kubebox"
    made_by_suite = True

    def __init__(
        self, folder: BoxFolder, state: BoxState, parts: Parts, nodes: Sequence[RunningNode], inputs: Inputs
    ) -> None:
        """Take over what a boot has made."""
        self.folder = folder
        self.state = state
        self._parts = parts
        self._nodes = nodes
        self._inputs = inputs

    @property
    def name(self) -> str:
        """The box's name."""
        return self.state.name

    @property
    def kubeconfig(self) -> Path:
        """A kubeconfig with everything in it."""
        return self.folder.admin_kubeconfig

    @property
    def context(self) -> str:
        """Its one context."""
        return self.state.node

    def api(self) -> ApiClient:
        """Return a client of the box's API server, as its administrator."""
        return administrator(self.folder, self.state)

    def describe(self) -> ClusterFacts:
        """Return the box's versions, node and load balancer."""
        return facts(self.folder, self.state)

    def ended(self) -> list[str]:
        """Return, in words, the components that have ended though nobody asked them to."""
        return [f"{name} ended with code {code}" for parts in self._all_parts for name, code in parts.ended()]

    def collect_logs(self, into: Path) -> list[Path]:
        """Copy the logs of components and pods into a folder and return the files."""
        return copy_logs(self.folder, into)

    def run(self, command: Sequence[str]) -> str:
        """Run a short command as root in the box and return what it printed; SetUpFailed where it fails."""
        return self._parts.run(command)

    def restart(self, name: str) -> None:
        """Kill a component, as a crash would, and start it again at once; it is not waited for.

        To be called from the main thread. Raises BadInput where a box has no such component.
        """
        known_component(name)
        component = next(one for one in (*COMPONENTS, *OF_A_LIKENESS) if one.name == name)
        self._parts.restart(component, self._inputs)
        self._note()

    @property
    def losable_nodes(self) -> tuple[str, ...]:
        """The names of the nodes that can be stopped: none where the one node is the control plane too."""
        return tuple(node.name for node in self.state.nodes)

    def stop_node(self, name: str) -> None:
        """End everything on a node at once, as a machine that loses its power; raises BadInput as `known`."""
        known_node(self.state, name)
        next(each for each in self._nodes if each.node.name == name).parts.kill()

    def start_node(self, name: str) -> None:
        """Bring a stopped node back; it is not waited for. To be called from the main thread."""
        known_node(self.state, name)
        self.start_stopped_nodes()

    def start_stopped_nodes(self) -> None:
        """Bring back every node that is stopped, whoever stopped it. To be called from the main thread."""
        for each in self._nodes:
            if not each.parts.is_open:
                each.parts.kill()
                each.boot_again(self._parts, [other.node for other in self._nodes])
        self._note()

    def _note(self) -> None:
        """Write down what runs now."""
        nodes = tuple(each.state for each in self._nodes) if self.state.nodes else ()
        self.state = replace(self.state, components=running_components(self._parts, self._nodes), nodes=nodes)
        save(self.state, self.folder)

    @property
    def _all_parts(self) -> list[Parts]:
        return all_parts(self._parts, self._nodes)

    def kill_fast(self) -> None:
        """End everything in the box at once; `close` is still needed to put the machine back."""
        for parts in self._all_parts:
            parts.kill()

    def close(self) -> list[str]:
        """End the box, put the machine back, and return in words what could not be removed.

        Its guard route stays, so that an address somebody still holds is unreachable and not on the real
        network. A box that is closed already is closed again without harm.
        """
        self.kill_fast()
        left = put_back(self.state, self.folder)
        for each in self._nodes:
            each.store.tidy()
            each.store.lock.release()
        return left

    def __enter__(self) -> Self:
        """Return the box."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Close the box."""
        self.close()


def all_parts(control_plane: Parts, nodes: Iterable[RunningNode]) -> list[Parts]:
    """Return the namespaces of a box, each once: a lone node has none of its own."""
    return [control_plane, *(each.parts for each in nodes if each.parts is not control_plane)]


def running_components(control_plane: Parts, nodes: Iterable[RunningNode]) -> tuple[RunningComponent, ...]:
    """Return the components that run, of every node that is not stopped."""
    running = [parts for parts in all_parts(control_plane, nodes) if parts.is_open]
    return tuple(component for parts in running for component in parts.running())


def administrator(folder: BoxFolder, state: BoxState) -> ApiClient:
    """Return a client of a box's API server, as its administrator."""
    # Imported here: it takes a third of a second, which no boot should wait for.
    from kubernetes.client import Configuration

    from conformance.clusters.kubeconfig_client import client_of

    configuration, use = Configuration(), ApiUse()
    configuration.retries = patient(use)
    return client_of(str(folder.admin_kubeconfig), state.node, configuration, use)


def facts(folder: BoxFolder, state: BoxState) -> ClusterFacts:
    """Return a box's versions, node and load balancer."""
    from conformance.clusters.facts import describe

    pool = f"kubebox cloud-controller-manager, pool {state.plan.pool}"
    return describe(administrator(folder, state), "kubebox", state.name, pool)
