"""The first broken rung of a whole stack, as far as the API server shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from conformance.conditions.controller import broken_rung_of_controller, no_controller
from conformance.conditions.endpoints import broken_rung_of_endpoints
from conformance.conditions.pod_ladder import broken_rung_of_pod
from conformance.conditions.rung import ORDER, BrokenRung, Condition, Rung
from conformance.conditions.services import broken_rung_of_address
from conformance.judgement import Judgement, Kept, Never
from conformance.observed import Snapshot


def first_broken_rung(
    snapshot: Snapshot,
    pods: Collection[str] = (),
    controllers: Collection[str] = (),
    services: Collection[str] = (),
    addresses: Collection[str] = (),
) -> BrokenRung | None:
    """Return the lowest broken rung of what is named; None where all of it stands.

    Of `pods` and `controllers` (by name) up to *started*, of `services` that a ready pod is behind them, of
    `addresses` (services again) that the load balancer gave one. What will not pass comes before what may.
    """
    broken = list(_broken(snapshot, pods, controllers, services, addresses))
    return min(broken, key=lambda each: (not each.is_final, ORDER.index(each.rung)), default=None)


def stands(
    pods: Collection[str] = (),
    controllers: Collection[str] = (),
    services: Collection[str] = (),
    addresses: Collection[str] = (),
) -> Condition[None]:
    """Judge that no rung of what is named is broken: to look at while an answer is awaited."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        broken = first_broken_rung(snapshot, pods, controllers, services, addresses)
        return broken.judgement if broken else Kept(None, "all of it stands")

    return judge


def first_never(*conditions: Condition[object]) -> Condition[object]:
    """Judge by the first of `conditions` that says Never; by the last where none does."""

    def judge(snapshot: Snapshot) -> Judgement[object]:
        for condition in conditions:
            judgement = condition(snapshot)
            if isinstance(judgement, Never):
                break
        return judgement

    return judge


def _broken(
    snapshot: Snapshot,
    pods: Collection[str],
    controllers: Collection[str],
    services: Collection[str],
    addresses: Collection[str],
) -> Iterator[BrokenRung]:
    for name in pods:
        pod = snapshot.pod(name)
        if pod is None:
            yield BrokenRung(Rung.ACCEPTED, f"there is no pod {name}")
        elif rung := broken_rung_of_pod(pod, snapshot):
            yield rung
    for name in controllers:
        controller = snapshot.controller(name)
        if controller is None:
            yield no_controller(name)
        elif rung := broken_rung_of_controller(controller, snapshot):
            yield rung
    for name in (*services, *addresses):
        service = snapshot.service(name)
        if service is None:
            yield BrokenRung(Rung.ACCEPTED, f"there is no service {name}")
        elif rung := broken_rung_of_endpoints(service, snapshot):
            yield rung
        if name in addresses and service and (rung := broken_rung_of_address(service, snapshot)):
            yield rung
