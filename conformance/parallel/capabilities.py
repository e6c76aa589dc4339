"""What a cluster can, as a worker finds it; pure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.capability import Capability

NO_NODE_HERE = "with -n whoever judges does not hold the cluster's nodes: judge the profile node without it"


def without_nodes_to_lose(capabilities: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons why capabilities lack, by capability, with one for losing a node.

    The box is the controller's, and all workers would see what befalls its nodes.
    """
    lacking = capabilities.get(Capability.LOSABLE_NODES) or NO_NODE_HERE
    return {**capabilities, Capability.LOSABLE_NODES: lacking}
