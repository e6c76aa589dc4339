"""How many nodes a run's own cluster has."""

from __future__ import annotations

from conformance.clusters.kubebox.options import refuse_nodes
from conformance.errors import BadInput


def number_of_nodes(asked: int | None, *other_clusters: object) -> int:
    """Return what `--nodes` asks for, 1 where it says nothing.

    `other_clusters` are what names a cluster that is there, or that somebody else makes. Raises BadInput
    where one of them is named beside it, and for a number that a box cannot have.
    """
    if asked is None:
        return 1
    refuse_nodes(asked)
    if any(other_clusters):
        raise BadInput("--nodes is for a new kubebox, and another cluster is named", "give one of them")
    return asked
