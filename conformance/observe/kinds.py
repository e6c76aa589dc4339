"""The kinds that a stack shows itself by, and where the API server has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.observed import (
    ControllerView,
    EndpointSliceView,
    EventView,
    NodeView,
    PodView,
    ServiceView,
    View,
)
from conformance.observed.metadata import Json


@dataclass(frozen=True)
class Kind:
    """One kind: its name, the snapshot's field for it, its collection's path, and how to read an object."""

    name: str
    field: str
    path: str
    """With `{namespace}` where the kind has one."""
    parse: Callable[[Json], View]
    required: bool = True
    """Whether nothing can be judged without it."""
    remembered: bool = True
    """Whether its changes go into the snapshot's history."""
    labelled: bool = True
    """Whether its objects have the labels of the run that made them, or of what they are about."""

    def path_in(self, namespace: str) -> str:
        """Return the path of the collection in `namespace`."""
        return self.path.format(namespace=namespace)

    def narrowed_to(self, selector: str) -> dict[str, str]:
        """Return the query for the objects that the label `selector` finds; empty where all are asked for."""
        return {"labelSelector": selector} if selector and self.labelled else {}


# nodes belong to the whole cluster: who may only use a namespace cannot see them, and is judged without
NODES = Kind(
    "Node", "nodes", "/api/v1/nodes", NodeView.from_json, required=False, remembered=False, labelled=False
)
KINDS = (
    Kind("Pod", "pods", "/api/v1/namespaces/{namespace}/pods", PodView.from_json),
    Kind("Service", "services", "/api/v1/namespaces/{namespace}/services", ServiceView.from_json),
    Kind(
        "ReplicationController",
        "controllers",
        "/api/v1/namespaces/{namespace}/replicationcontrollers",
        ControllerView.from_json,
    ),
    Kind(
        "EndpointSlice",
        "endpoint_slices",
        "/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices",
        EndpointSliceView.from_json,
    ),
    Kind(
        "Event",
        "events",
        "/api/v1/namespaces/{namespace}/events",
        EventView.from_json,
        remembered=False,
        labelled=False,
    ),
    NODES,
)
