"""Judges of a snapshot, named after the behaviour they judge: kept, not yet (why) or never (why). Pure."""

from __future__ import annotations

from conformance.conditions.controller import controller_has_ready_pods
from conformance.conditions.endpoints import endpoints_are
from conformance.conditions.ladder import first_broken_rung, stands
from conformance.conditions.pods import nothing_but, pod_gone, pod_running, pods_stable
from conformance.conditions.replacement import pod_replaced
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.conditions.services import service_has_address, service_has_cluster_ip

__all__ = [
    "BrokenRung",
    "Condition",
    "Rung",
    "controller_has_ready_pods",
    "endpoints_are",
    "first_broken_rung",
    "nothing_but",
    "pod_gone",
    "pod_replaced",
    "pod_running",
    "pods_stable",
    "service_has_address",
    "service_has_cluster_ip",
    "stands",
]
