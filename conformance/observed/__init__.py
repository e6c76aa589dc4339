"""What the API server shows, as values: one view a kind, and the snapshot of a namespace."""

from __future__ import annotations

from conformance.observed.container import ContainerView, Termination
from conformance.observed.controller import ControllerView
from conformance.observed.endpoints import EndpointSliceView, EndpointView
from conformance.observed.event import EventView
from conformance.observed.metadata import ConditionView, OwnerView
from conformance.observed.node import NodeView
from conformance.observed.pod import PodView
from conformance.observed.service import PortView, ServiceView
from conformance.observed.snapshot import Change, Snapshot, View

__all__ = [
    "Change",
    "ConditionView",
    "ContainerView",
    "ControllerView",
    "EndpointSliceView",
    "EndpointView",
    "EventView",
    "NodeView",
    "OwnerView",
    "PodView",
    "PortView",
    "ServiceView",
    "Snapshot",
    "Termination",
    "View",
]
