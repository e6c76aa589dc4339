"""Restart counts and last ends of the containers in a snapshot; pure."""

from __future__ import annotations

from conformance.invariants import ContainerLife
from conformance.observed import ContainerView, Snapshot


def lives(snapshot: Snapshot) -> list[ContainerLife]:
    """Return the life of every container of every pod."""
    return [
        ContainerLife(pod.name, pod.uid, container.name, container.restarts, _last_end(container))
        for pod in snapshot.pods.values()
        for container in pod.containers
    ]


def restart_counts(snapshot: Snapshot) -> dict[tuple[str, str], int]:
    """Return (pod uid, container) -> how often it has been restarted."""
    return {(life.pod_uid, life.container): life.restarts for life in lives(snapshot)}


def _last_end(container: ContainerView) -> str:
    end = container.last_termination
    return f"{end.reason}, exit code {end.exit_code}" if end else ""
