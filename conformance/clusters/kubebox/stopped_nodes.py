"""Stopping a node of a box that another process holds, and having it brought back."""

from __future__ import annotations

from signal import SIGKILL, SIGUSR1

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import is_alive, send
from conformance.clusters.kubebox.readiness import await_end, until
from conformance.clusters.kubebox.state import BoxState, NodeState, load
from conformance.errors import BadInput, SetUpFailed

START_NODES = SIGUSR1
"""Tells the daemon that holds a box to bring back every node that is stopped."""
END_S = 10.0
BACK_S = 60.0
"""Opening namespaces and starting three programs takes a second on a quiet machine."""


def known_node(state: BoxState, name: str) -> NodeState:
    """Return the node of that name; raises BadInput where a box has none that can be stopped alone."""
    for node in state.nodes:
        if node.name == name:
            return node
    if not state.nodes:
        raise BadInput(
            f"the box {state.name!r} has one node, beside its control plane", "boot it with --nodes 3"
        )
    names = ", ".join(node.name for node in state.nodes)
    raise BadInput(f"the box {state.name!r} has no node {name!r}", f"its nodes are {names}")


def stop_node(state: BoxState, name: str) -> None:
    """End everything on a node at once, as a machine that loses its power; one that is stopped stays it."""
    node = known_node(state, name)
    if node.init:
        send(node.init, SIGKILL)
        await_end(node.init, END_S)


def start_node(folder: BoxFolder, state: BoxState, name: str) -> None:
    """Have a stopped node brought back by the daemon that holds its box.

    Raises BadInput where a run holds it, which brings back its own, and SetUpFailed where nothing comes.
    """
    known_node(state, name)
    if not state.kept_by_daemon:
        raise BadInput(
            f"the box {state.name!r} belongs to a run (process {state.holder.pid})", "leave it to that"
        )
    if _stands(state, name):
        return
    send(state.holder, START_NODES)
    if not until(lambda: _stands(load(folder), name), BACK_S):
        raise SetUpFailed(
            f"node {name} did not come back within {BACK_S:g} s", f"see {folder.log_of('holder')}"
        )


def _stands(state: BoxState | None, name: str) -> bool:
    return any(
        node.name == name and node.init is not None and is_alive(node.init)
        for node in (state.nodes if state else ())
    )
