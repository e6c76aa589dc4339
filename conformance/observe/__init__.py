"""Watches: a namespace's newest snapshot and the run's nodes, by the API server's own event streams."""

from __future__ import annotations

from conformance.observe.heartbeat import Heartbeat, heartbeat_of
from conformance.observe.namespace import NamespaceWatch
from conformance.observe.nodes import NodeWatch

__all__ = ["Heartbeat", "NamespaceWatch", "NodeWatch", "heartbeat_of"]
