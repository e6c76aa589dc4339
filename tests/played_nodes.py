"""Nodes and pods as an API server shows them, for tests of what disturbs a run."""

from __future__ import annotations

from typing import Any

from conformance.observed import NodeView, PodView

READY = {"type": "Ready", "status": "True", "reason": "KubeletReady"}
SILENT = {"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}
SHUTTING_DOWN = {"type": "Ready", "status": "False", "reason": "KubeletNotReady"}
EVICTED = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "EvictionByEvictionAPI",
    "message": "Eviction API: evicting",
}


def node_json(
    ready: dict[str, str] = READY, *, cordoned: bool = False, boot: str = "boot-1", version: int = 1
) -> dict[str, Any]:
    """Return the JSON of the node `n1`."""
    return {
        "metadata": {"name": "n1", "uid": "uid-n1", "resourceVersion": str(version)},
        "spec": {"unschedulable": True} if cordoned else {},
        "status": {"conditions": [ready], "nodeInfo": {"bootID": boot}},
    }


def node(ready: dict[str, str] = READY, *, cordoned: bool = False, boot: str = "boot-1") -> NodeView:
    """Return the node `n1`."""
    return NodeView.from_json(node_json(ready, cordoned=cordoned, boot=boot))


def pod_json(*conditions: dict[str, str], version: int = 1, on: str = "n1", **status: str) -> dict[str, Any]:
    """Return the JSON of the pod `rc-x` on a node, with that of its status."""
    return {
        "metadata": {"name": "rc-x", "namespace": "stack", "uid": "uid-x", "resourceVersion": str(version)},
        "spec": {"nodeName": on} if on else {},
        "status": {"phase": "Running", "conditions": list(conditions), **status},
    }


def pod(*conditions: dict[str, str], on: str = "n1", **status: str) -> PodView:
    """Return the pod `rc-x`."""
    return PodView.from_json(pod_json(*conditions, version=1, on=on, **status))
