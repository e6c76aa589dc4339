"""Switches a node off, and on again."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class LosableNodes(Protocol):
    """A cluster whose nodes are the suite's to switch off."""

    @property
    def losable_nodes(self) -> tuple[str, ...]:
        """The names of those that may be; empty where none may."""

    def stop_node(self, name: str) -> None:
        """End everything on a node at once, as a machine that loses its power."""

    def start_node(self, name: str) -> None:
        """Switch it on again; that it is Ready is not waited for."""


def why_no_node_may_be_lost(cluster: object) -> str:
    """Return why the suite may switch off no node of `cluster`; empty where it may, and others remain."""
    if not isinstance(cluster, LosableNodes):
        return "only a box of the suite's own may lose a node: --nodes 3 in place of this cluster"
    if len(cluster.losable_nodes) < 2:
        return "this box has one node, or another run holds it: --nodes 3 boots one with several"
    return ""


def lose_node(cluster: LosableNodes, name: str) -> None:
    """Switch a node off: what ran on it is gone, and nobody answers at its address."""
    cluster.stop_node(name)


def return_node(cluster: LosableNodes, name: str) -> None:
    """Switch a node on again, and return at once."""
    cluster.start_node(name)
