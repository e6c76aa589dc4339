"""Judges of a service's own addresses."""

from __future__ import annotations

from conformance.causes import cause, classify_load_balancer_failure
from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept, NotYet
from conformance.observed import ServiceView, Snapshot

_TAKEN_UP = ("EnsuringLoadBalancer", "EnsuredLoadBalancer", "SyncLoadBalancerFailed")
"""Events of k8s.io/cloud-provider's service controller (v0.36.3, controllers/service/controller.go)."""


def no_service(name: str) -> Condition[None]:
    """Judge that there is no service of that name any more: its finalizers are done."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        if snapshot.service(name):
            return NotYet(f"service {name} is still there")
        return Kept(None, f"service {name} is gone")

    return judge


def service_has_cluster_ip(name: str) -> Condition[str]:
    """Judge that the service has an IP inside the cluster. Finds it."""

    def judge(snapshot: Snapshot) -> Judgement[str]:
        service = snapshot.service(name)
        if service is None:
            return BrokenRung(Rung.ACCEPTED, f"there is no service {name}").judgement
        if not service.cluster_ip:
            return BrokenRung(Rung.ADDRESS, f"service {name} has no cluster IP").judgement
        return Kept(service.cluster_ip, f"service {name} has {service.cluster_ip}")

    return judge


def service_has_moved(name: str, old: str) -> Condition[str]:
    """Judge that the service has an IP inside the cluster that is not `old`. Finds it."""
    has_one = service_has_cluster_ip(name)

    def judge(snapshot: Snapshot) -> Judgement[str]:
        judgement = has_one(snapshot)
        if isinstance(judgement, Kept) and judgement.value == old:
            return BrokenRung(Rung.ADDRESS, f"service {name} still has {old}").judgement
        return judgement

    return judge


def service_has_address(name: str) -> Condition[str]:
    """Judge that the load balancer gave the service an address. Finds the first one, an IP or a host name."""

    def judge(snapshot: Snapshot) -> Judgement[str]:
        service = snapshot.service(name)
        if service is None:
            return BrokenRung(Rung.ACCEPTED, f"there is no service {name}").judgement
        if broken := broken_rung_of_address(service, snapshot):
            return broken.judgement
        return Kept(service.addresses[0], f"service {name} has {service.addresses[0]}")

    return judge


def broken_rung_of_address(service: ServiceView, snapshot: Snapshot) -> BrokenRung | None:
    """Return why the service has no address from outside; None where it has one."""
    if service.addresses:
        return None
    if service.type != "LoadBalancer":
        why = f"service {service.name} is of type {service.type}, not LoadBalancer"
        return BrokenRung(Rung.ADDRESS, why, "service-not-load-balanced")
    failures = snapshot.events_about(service.uid, reason="SyncLoadBalancerFailed")
    if failures:
        found = classify_load_balancer_failure(failures[-1].message)
        why = f"service {service.name}: {found.words} ({failures[-1].message})"
        return BrokenRung(Rung.ADDRESS, why, found.identifier)
    if any(event.reason in _TAKEN_UP for event in snapshot.events_about(service.uid)):
        return BrokenRung(Rung.ADDRESS, f"service {service.name}: the load balancer is being made")
    return _not_taken_up(service)


def _not_taken_up(service: ServiceView) -> BrokenRung:
    """Return the rung of a service of which no provider has spoken: a slow one looks like none at all."""
    name = "load-balancer-class-unsupported" if service.load_balancer_class else "load-balancer-absent"
    words = cause(name).words
    if service.load_balancer_class:
        words += f" {service.load_balancer_class}"
    return BrokenRung(Rung.ADDRESS, f"service {service.name}: {words}", name)
