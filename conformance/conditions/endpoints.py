"""Judges of what stands behind a service."""

from __future__ import annotations

from collections.abc import Collection

from conformance.conditions.rung import BrokenRung, Condition, Rung
from conformance.judgement import Judgement, Kept
from conformance.observed import ServiceView, Snapshot


def endpoints_are(service: str, pods: Collection[str], port: int | None = None) -> Condition[tuple[str, ...]]:
    """Judge that exactly these pods, by name, are ready behind the service, on `port` where given.

    Finds their addresses, sorted. `port` is that of the pods, not of the service. A pod more that the service
    selects and that is not ready yet is one too many already: else a stray would be missed by its slow start.
    """
    wanted = set(pods)

    def judge(snapshot: Snapshot) -> Judgement[tuple[str, ...]]:
        found = snapshot.service(service)
        if found is None:
            return BrokenRung(Rung.ACCEPTED, f"there is no service {service}").judgement
        if not found.selector:
            return BrokenRung(Rung.ENDPOINT_LISTED, f"service {service} has no selector").judgement
        listed = snapshot.endpoints_of(service)
        behind = {each.pod for each in listed} | (_coming(found, snapshot) - wanted)
        if behind != wanted:
            return _difference(found, behind, wanted, snapshot).judgement
        ports = {number for piece in snapshot.slices_of(service) for number in piece.ports}
        if port is not None and port not in ports:
            shown = ", ".join(map(str, sorted(ports))) or "none"
            why = f"service {service} leads to port {shown} of its pods, not to {port}"
            return BrokenRung(Rung.ENDPOINT_LISTED, why, "wrong-port").judgement
        return Kept(tuple(each.address for each in listed), f"{len(listed)} endpoints behind {service}")

    return judge


def left_out(service: str, uids: Collection[str]) -> Condition[None]:
    """Judge that none of these pods, by uid, is ready behind the service any more."""

    def judge(snapshot: Snapshot) -> Judgement[None]:
        if snapshot.service(service) is None:
            return BrokenRung(Rung.ACCEPTED, f"there is no service {service}").judgement
        still = [each.pod for each in snapshot.endpoints_of(service) if each.pod_uid in uids]
        if still:
            why = f"service {service} still leads to {', '.join(sorted(still))}"
            return BrokenRung(Rung.ENDPOINT_LISTED, why).judgement
        return Kept(None, f"service {service} leads to none of them")

    return judge


def broken_rung_of_endpoints(service: ServiceView, snapshot: Snapshot) -> BrokenRung | None:
    """Return what is wrong where no pod is ready behind the service."""
    if snapshot.endpoints_of(service.name):
        return None
    return _difference(service, set(), {"?"}, snapshot)


def _coming(service: ServiceView, snapshot: Snapshot) -> set[str]:
    selected = snapshot.pods_matching(service.selector)
    return {pod.name for pod in selected if not pod.terminating and not pod.has_ended}


def _difference(service: ServiceView, listed: set[str], wanted: set[str], snapshot: Snapshot) -> BrokenRung:
    """Say which pods are missing or too many, and why where the selector tells."""
    name = service.name
    if not snapshot.pods_matching(service.selector):
        why = f"no pod has the labels that service {name} selects ({service.selector_text})"
        return BrokenRung(Rung.ENDPOINT_LISTED, why)
    if not listed:
        waiting = [pod.name for pod in snapshot.pods_matching(service.selector) if not pod.is_ready]
        why = f"no pod is ready behind service {name}"
        return BrokenRung(
            Rung.ENDPOINT_LISTED, f"{why} (not ready: {', '.join(waiting)})" if waiting else why
        )
    parts = []
    if missing := sorted(wanted - listed):
        parts.append(f"without {', '.join(missing)}")
    if stray := sorted(listed - wanted):
        parts.append(f"with {', '.join(stray)}, which should not be")
    return BrokenRung(Rung.ENDPOINT_LISTED, f"service {name} is {' and '.join(parts)}")
