"""What a worker is told of the cluster: it can switch off no node, whatever the cluster can."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.parallel.capabilities import NO_NODE_HERE, without_nodes_to_lose


def test_a_worker_loses_no_node() -> None:
    told = without_nodes_to_lose({Capability.LOSABLE_NODES: "", Capability.EXEC: ""})
    assert told == {Capability.LOSABLE_NODES: NO_NODE_HERE, Capability.EXEC: ""}


def test_a_cluster_that_has_none_to_lose_says_so_itself() -> None:
    told = without_nodes_to_lose({Capability.LOSABLE_NODES: "it has one node"})
    assert told == {Capability.LOSABLE_NODES: "it has one node"}
