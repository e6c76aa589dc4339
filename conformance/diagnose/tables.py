"""The tables of the evidence: pods and services as kubectl shows them, events, what changed."""

from __future__ import annotations

from datetime import datetime

from conformance.diagnose.columns import age, columns
from conformance.observed import ContainerView, PodView, ServiceView, Snapshot


def pod_table(snapshot: Snapshot, now: datetime) -> str:
    """Return `kubectl get pods -o wide`."""
    rows = (
        (
            pod.name,
            f"{pod.ready_containers}/{len(pod.containers)}",
            status_of(pod),
            str(pod.restarts),
            age(pod.created, now),
            pod.ip or "<none>",
            pod.node or "<none>",
        )
        for pod in sorted(snapshot.pods.values(), key=lambda pod: pod.name)
    )
    return columns(("NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"), rows)


def status_of(pod: PodView) -> str:
    """Return the one word that kubectl shows: a container's trouble comes before the pod's phase."""
    if pod.terminating:
        return "Terminating"
    for container in pod.init_containers:
        if container.state != "terminated" or (container.terminated and container.terminated.exit_code):
            return f"Init:{_word(container) or 'Running'}"
    words = [word for container in pod.containers if (word := _word(container))]
    return words[0] if words else pod.reason or pod.phase


def _word(container: ContainerView) -> str:
    if container.waiting_reason:
        return container.waiting_reason
    return container.terminated.reason or "Error" if container.terminated else ""


def service_table(snapshot: Snapshot, now: datetime) -> str:
    """Return `kubectl get services -o wide`, with the pods behind each as a last column."""
    rows = (
        (
            service.name,
            service.type,
            service.cluster_ip or "None",
            ",".join(service.addresses) or ("<pending>" if service.type == "LoadBalancer" else "<none>"),
            _ports(service),
            age(service.created, now),
            service.selector_text or "<none>",
            ",".join(each.pod or each.address for each in snapshot.endpoints_of(service.name)) or "<none>",
        )
        for service in sorted(snapshot.services.values(), key=lambda service: service.name)
    )
    head = ("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR", "READY-ENDPOINTS")
    return columns(head, rows)


def _ports(service: ServiceView) -> str:
    return ",".join(
        f"{port.port}:{port.node_port}/{port.protocol}" if port.node_port else f"{port.port}/{port.protocol}"
        for port in service.ports
    )


def event_table(snapshot: Snapshot) -> str:
    """Return all events, oldest first, each on one line."""
    events = sorted(snapshot.events.values(), key=lambda e: (e.last.timestamp() if e.last else 0.0, e.name))
    rows = (
        (
            event.last.isoformat(timespec="milliseconds") if event.last else "<unknown>",
            event.type,
            event.reason,
            f"{event.about_kind}/{event.about_name}",
            str(event.count),
            event.source,
            " ".join(event.message.split()),
        )
        for event in events
    )
    return columns(("LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "FROM", "MESSAGE"), rows)


def history_table(snapshot: Snapshot) -> str:
    """Return what arrived at the watches, with the seconds between it and the newest change."""
    rows = (
        (
            f"{change.at - snapshot.taken_at:+.3f}",
            change.action,
            f"{change.kind}/{change.name}",
            change.resource_version,
            change.uid,
            status_of(change.view) if isinstance(change.view, PodView) else "",
        )
        for change in snapshot.history
    )
    return columns(("SECONDS", "CHANGE", "OBJECT", "VERSION", "UID", "STATUS"), rows)
