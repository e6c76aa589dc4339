"""How many promises a cluster has room to judge at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kubernetes.utils.quantity import parse_quantity

from conformance.api_requests import request
from conformance.errors import CredentialsRefused
from conformance.plan.stack_size import StackSize

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

ENDED = frozenset(("Succeeded", "Failed"))
"""Phases of pods that hold nothing of their node any more."""
KEEPS_PODS_OFF = frozenset(("NoSchedule", "NoExecute"))
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Room:
    """What the nodes that take pods have left."""

    pods: int
    cpu: Decimal
    """Cores that nobody has requested."""

    def holds(self, size: StackSize) -> bool:
        """Return whether `size` fits."""
        return size.pods <= self.pods and size.cpu_requested <= self.cpu


def room_on(api: ApiClient) -> Room | None:
    """Return the room that a cluster has now; None for one whose nodes or pods we may not see, and for one
    that has no node yet: who makes nodes when they are needed has as much room as is paid for.
    """
    try:
        nodes, pods = (
            request(api, "GET", path).content["items"] for path in ("/api/v1/nodes", "/api/v1/pods")
        )
    except CredentialsRefused:
        return None
    return room_of(nodes, pods) if nodes else None


def room_of(nodes: Iterable[Object], pods: Iterable[Object]) -> Room:
    """Return what `nodes` have left beside `pods`; pure."""
    taking = {node["metadata"]["name"]: node for node in nodes if _takes_pods(node)}
    there = [
        pod
        for pod in pods
        if pod["spec"].get("nodeName") in taking and pod.get("status", {}).get("phase") not in ENDED
    ]
    allocatable = [node["status"]["allocatable"] for node in taking.values()]
    return Room(
        sum(int(each["pods"]) for each in allocatable) - len(there),
        sum((_cores(each["cpu"]) for each in allocatable), Decimal(0)) - sum(map(_requested, there)),
    )


def _takes_pods(node: Object) -> bool:
    spec = node.get("spec", {})
    kept_off = any(taint.get("effect") in KEEPS_PODS_OFF for taint in spec.get("taints") or ())
    return not spec.get("unschedulable") and not kept_off


def _requested(pod: Object) -> Decimal:
    return sum(
        (
            _cores(each.get("resources", {}).get("requests", {}).get("cpu", 0))
            for each in pod["spec"]["containers"]
        ),
        Decimal(0),
    )


def _cores(quantity: object) -> Decimal:
    return Decimal(parse_quantity(str(quantity)))  # type: ignore[no-untyped-call]  # the client has types in part


def workers_that_fit(asked: int, room: Room | None, need: Callable[[int], StackSize]) -> int:
    """Return the most workers, of those `asked` for, for which there is `room`; one at least.

    `need` says what so many have on the cluster at once.
    """
    if room is None:
        return asked
    return next((number for number in range(asked, 1, -1) if room.holds(need(number))), 1)
