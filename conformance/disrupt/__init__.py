"""Disturbs a stack: each verb does one thing and returns what it did; it judges nothing."""

from conformance.disrupt.bare_pods import BarePod, create_bare_pod
from conformance.disrupt.controllers import (
    change_image,
    create_controller,
    delete_controller,
    orphan_pods_of,
    scale_controller,
    tell_apart,
)
from conformance.disrupt.database_copy import DatabaseCopy, copy_database, restore_database
from conformance.disrupt.nodes import LosableNodes, lose_node, return_node, why_no_node_may_be_lost
from conformance.disrupt.pods import Deleted, Relabelled, delete_pod, relabel_pod
from conformance.disrupt.processes import Ended, end_main_process
from conformance.disrupt.schema import half_make_schema
from conformance.disrupt.services import create_empty_service, delete_service

__all__ = [
    "BarePod",
    "DatabaseCopy",
    "Deleted",
    "Ended",
    "LosableNodes",
    "Relabelled",
    "change_image",
    "copy_database",
    "create_bare_pod",
    "create_controller",
    "create_empty_service",
    "delete_controller",
    "delete_pod",
    "delete_service",
    "end_main_process",
    "half_make_schema",
    "lose_node",
    "orphan_pods_of",
    "relabel_pod",
    "restore_database",
    "return_node",
    "scale_controller",
    "tell_apart",
    "why_no_node_may_be_lost",
]
