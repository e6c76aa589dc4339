"""Whether a cluster autoscaler adds a node just now."""

from __future__ import annotations

from conformance.observed import Snapshot

ORDERED = "TriggeredScaleUp"
"""What the cluster autoscaler says of a pod for which it has asked for a machine (cluster-autoscaler,
processors/status/eventing_scale_up_processor.go)."""


def pod_that_waits_for_a_node(snapshot: Snapshot) -> str:
    """Return the name of a pod without a node for which one has been ordered; empty where there is none."""
    waiting = (pod for pod in snapshot.pods.values() if not pod.node and not pod.has_ended)
    names = (pod.name for pod in waiting if snapshot.events_about(pod.uid, reason=ORDERED))
    return min(names, default="")
