"""How soon a box with several nodes knows of a lost one and replaces its pods: seconds, not minutes. Pure.

Upstream's own figures make 5 min 50 s of it: 50 s until a silent node is NotReady, then 300 s that its pods
tolerate that. A box with one node has those: nothing could take its pods in.
"""

from __future__ import annotations

from typing import Any

from conformance.clusters.kubebox.inputs import Inputs

SILENT_S = 8
"""A node that has not renewed its lease for so long is NotReady; upstream's 50. Eight renewals are missed."""
RENEWAL_S = 1
"""A kubelet renews its lease each quarter of the lease's length, 40 s upstream."""
TOLERATION_S = 10
"""So long a pod stays bound to a node that is NotReady or unreachable; upstream's 300. Judging what remains
takes 8 s, and the blog's replacements are sent requests before Keystone serves in them."""


def api_server_losing_nodes(inputs: Inputs) -> list[str]:
    """Return the flags by which every new pod tolerates a lost node for TOLERATION_S only."""
    if inputs.options.nodes == 1:
        return []
    return [
        f"--default-not-ready-toleration-seconds={TOLERATION_S}",
        f"--default-unreachable-toleration-seconds={TOLERATION_S}",
    ]


def controllers_losing_nodes(inputs: Inputs) -> list[str]:
    """Return the flags by which a silent node is NotReady after SILENT_S, looked at each second."""
    if inputs.options.nodes == 1:
        return []
    return [f"--node-monitor-grace-period={SILENT_S}s", "--node-monitor-period=1s"]


def kubelet_renewing(inputs: Inputs) -> dict[str, Any]:
    """Return the part of kubelet's configuration by which it is heard often enough for that."""
    if inputs.options.nodes == 1:
        return {}
    return {"nodeLeaseDurationSeconds": 4 * RENEWAL_S, "nodeStatusUpdateFrequency": f"{RENEWAL_S}s"}
