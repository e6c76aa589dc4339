"""Disturbs a stack: each verb does one thing and returns what it did; it judges nothing."""

from conformance.disrupt.bare_pods import BarePod, create_bare_pod
from conformance.disrupt.controllers import orphan_pods_of, scale_controller
from conformance.disrupt.pods import Deleted, Relabelled, delete_pod, relabel_pod
from conformance.disrupt.processes import Ended, end_main_process
from conformance.disrupt.schema import half_make_schema
from conformance.disrupt.services import create_empty_service, delete_service

__all__ = [
    "BarePod",
    "Deleted",
    "Ended",
    "Relabelled",
    "create_bare_pod",
    "create_empty_service",
    "delete_pod",
    "delete_service",
    "end_main_process",
    "half_make_schema",
    "orphan_pods_of",
    "relabel_pod",
    "scale_controller",
]
