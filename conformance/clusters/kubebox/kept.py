"""A box that a daemon holds, as any other process sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import TYPE_CHECKING

from conformance.clusters.kubebox.box import administrator, facts
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.logs import copy_logs, lengths
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.processes import send
from conformance.clusters.kubebox.readiness import await_end
from conformance.clusters.kubebox.reservation import put_back
from conformance.clusters.kubebox.state import BoxState, folder_of, load
from conformance.clusters.kubebox.stopped_nodes import start_node, stop_node

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

    from conformance.provenance import ClusterFacts

END_S = 20.0
"""A holder closes its box in well under a second; after that it is killed, and the box with it."""


@dataclass(frozen=True)
class KeptBox:
    """A box that outlives the command: `close` lets go of it and ends nothing."""

    folder: BoxFolder
    state: BoxState
    kind: str = "kubebox"
    made_by_suite: bool = True
    _logs_before: Mapping[Path, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what the logs hold already: it is of others, who used the box before."""
        object.__setattr__(self, "_logs_before", lengths(self.folder))

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

    def collect_logs(self, into: Path) -> list[Path]:
        """Copy what components and pods have logged since this was made into a folder; return the files."""
        return copy_logs(self.folder, into, self._logs_before)

    @property
    def losable_nodes(self) -> tuple[str, ...]:
        """The names of the nodes that can be stopped: those of a box with several, which a daemon holds."""
        return tuple(node.name for node in self.state.nodes) if self.state.kept_by_daemon else ()

    def stop_node(self, name: str) -> None:
        """End everything on a node at once, as a machine that loses its power."""
        stop_node(self._now(), name)

    def start_node(self, name: str) -> None:
        """Have a stopped node brought back; that it is Ready again is not waited for."""
        start_node(self.folder, self._now(), name)

    def _now(self) -> BoxState:
        return load(self.folder) or self.state

    def close(self) -> list[str]:
        """Let go of the box, which stays up."""
        return []

    def down(self) -> list[str]:
        """End the box and return in words what could not be removed; the guard route stays."""
        if send(self.state.holder, SIGTERM) and not await_end(self.state.holder, END_S):
            send(self.state.holder, SIGKILL)
            await_end(self.state.holder, END_S)
        return put_back(self.state, self.folder)


def find_kept(options: BoxOptions, fingerprint: str, say: Callable[[str], None]) -> KeptBox | None:
    """Return the kept box of that name where it was made from what `fingerprint` says.

    One made from anything else, or with another number of nodes, is not used, and `say` is told so.
    """
    name = options.name
    folder = folder_of(name)
    state = load(folder)
    if state is None or not state.is_held or not state.kept_by_daemon or state.ready_after_s is None:
        return None
    if state.fingerprint != fingerprint:
        say(f"The box {name!r} was made from or like something else than what is asked, and is not used.")
        return None
    if (has := max(1, len(state.nodes))) != options.nodes:
        say(f"The box {name!r} has {has} of {options.nodes} nodes, and is not used.")
        return None
    return KeptBox(folder, state)
