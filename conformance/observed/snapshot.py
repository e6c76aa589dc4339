"""One namespace at one moment, as the watches saw it; immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.observed.controller import ControllerView
from conformance.observed.endpoints import EndpointSliceView, EndpointView
from conformance.observed.event import EventView
from conformance.observed.node import NodeView
from conformance.observed.pod import PodView
from conformance.observed.service import ServiceView

View = PodView | ServiceView | ControllerView | EndpointSliceView | EventView | NodeView


@dataclass(frozen=True)
class Change:
    """An object's version as it arrived at the watch."""

    at: float
    """Monotonic, seconds."""
    action: str
    """ADDED, MODIFIED or DELETED."""
    kind: str
    name: str
    uid: str
    resource_version: str
    view: View = field(repr=False, compare=False)


@dataclass(frozen=True)
class Snapshot:
    """Every object of the namespace that matters, each in its newest version that arrived."""

    namespace: str = ""
    revision: int = 0
    """Counts the snapshots of one watch."""
    taken_at: float = 0.0
    """Monotonic, seconds: when the newest change arrived."""
    pods: Mapping[str, PodView] = field(default_factory=dict)
    services: Mapping[str, ServiceView] = field(default_factory=dict)
    controllers: Mapping[str, ControllerView] = field(default_factory=dict)
    endpoint_slices: Mapping[str, EndpointSliceView] = field(default_factory=dict)
    events: Mapping[str, EventView] = field(default_factory=dict)
    nodes: Mapping[str, NodeView] = field(default_factory=dict)
    seen_at: Mapping[str, float] = field(default_factory=dict)
    """By uid: monotonic time at which the newest version arrived."""
    history: tuple[Change, ...] = ()
    """What arrived since the watch began, oldest first, events excepted; bounded, the oldest fall out."""

    def pod(self, name: str) -> PodView | None:
        """Return the pod of that name."""
        return self.pods.get(name)

    def service(self, name: str) -> ServiceView | None:
        """Return the service of that name."""
        return self.services.get(name)

    def controller(self, name: str) -> ControllerView | None:
        """Return the replication controller of that name."""
        return self.controllers.get(name)

    def pod_of_uid(self, uid: str) -> PodView | None:
        """Return the pod with that uid, whatever its name."""
        return next((pod for pod in self.pods.values() if pod.uid == uid), None)

    def pods_of(self, controller_uid: str) -> tuple[PodView, ...]:
        """Return the pods that this controller owns, by name, terminating ones too, ended ones not."""
        owned = (pod for pod in self.pods.values() if pod.owner and pod.owner.uid == controller_uid)
        return tuple(sorted((pod for pod in owned if not pod.has_ended), key=lambda pod: pod.name))

    def pods_matching(self, selector: Mapping[str, str]) -> tuple[PodView, ...]:
        """Return the pods that have all labels of `selector`, by name; none for an empty selector."""
        if not selector:
            return ()
        matching = (pod for pod in self.pods.values() if selector.items() <= pod.labels.items())
        return tuple(sorted(matching, key=lambda pod: pod.name))

    def slices_of(self, service: str) -> tuple[EndpointSliceView, ...]:
        """Return the endpoint slices of that service."""
        return tuple(each for each in self.endpoint_slices.values() if each.service == service)

    def endpoints_of(self, service: str, *, ready_only: bool = True) -> tuple[EndpointView, ...]:
        """Return the service's endpoints by address; only the ready ones, unless asked otherwise."""
        found = (each for piece in self.slices_of(service) for each in piece.endpoints)
        return tuple(
            sorted((each for each in found if each.ready or not ready_only), key=lambda each: each.address)
        )

    def events_about(self, uid: str, *, reason: str = "") -> tuple[EventView, ...]:
        """Return the events about the object with that uid, oldest first; of one reason, where given."""
        about = (e for e in self.events.values() if e.about_uid == uid and (not reason or e.reason == reason))
        return tuple(sorted(about, key=lambda e: (e.last.timestamp() if e.last else 0.0, e.name)))

    def first_seen(self, uid: str) -> float | None:
        """Return the monotonic time at which the object first arrived; None where it never did."""
        return next((change.at for change in self.history if change.uid == uid), None)

    def deleted_at(self, uid: str) -> float | None:
        """Return the monotonic time at which the object's deletion arrived; None where it is still there."""
        return next(
            (change.at for change in self.history if change.uid == uid and change.action == "DELETED"), None
        )
