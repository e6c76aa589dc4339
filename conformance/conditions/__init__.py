"""Judges of a snapshot, named after the behaviour they judge: kept, not yet (why) or never (why). Pure."""

from __future__ import annotations

from conformance.conditions.controller import controller_has_ready_pods, pods_selected
from conformance.conditions.endings import (
    containers_ended,
    none_keeps_ending,
    replicas_keep_ending,
    replicas_made,
)
from conformance.conditions.endpoints import endpoints_are, left_out
from conformance.conditions.healing import healed_in_place
from conformance.conditions.ladder import first_broken_rung, first_never, stands
from conformance.conditions.nodes import all_gone, node_not_ready, node_ready, replaced_elsewhere
from conformance.conditions.ownership import adopted_or_removed, all_adopted, let_go, orphaned
from conformance.conditions.pods import (
    not_made_again,
    nothing_but,
    pod_gone,
    pod_running,
    pods_stable,
    started_in_pod,
)
from conformance.conditions.replacement import pod_replaced, pods_made
from conformance.conditions.restart import restarted_in_place
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.conditions.scale import scaled_to
from conformance.conditions.services import (
    no_service,
    service_has_address,
    service_has_cluster_ip,
    service_has_moved,
)

__all__ = [
    "BrokenRung",
    "Condition",
    "Rung",
    "adopted_or_removed",
    "all_adopted",
    "all_gone",
    "containers_ended",
    "controller_has_ready_pods",
    "endpoints_are",
    "first_broken_rung",
    "first_never",
    "healed_in_place",
    "left_out",
    "let_go",
    "no_service",
    "node_not_ready",
    "node_ready",
    "none_keeps_ending",
    "not_made_again",
    "nothing_but",
    "orphaned",
    "pod_gone",
    "pod_replaced",
    "pod_running",
    "pods_made",
    "pods_selected",
    "pods_stable",
    "replaced_elsewhere",
    "replicas_keep_ending",
    "replicas_made",
    "restarted_in_place",
    "scaled_to",
    "service_has_address",
    "service_has_cluster_ip",
    "service_has_moved",
    "stands",
    "started_in_pod",
]
