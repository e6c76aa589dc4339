"""Holds one stack's invariants from scenario to scenario, and knows what a scenario did on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.errors import PromiseBroken
from conformance.invariants import unasked_restarts
from conformance.observed import PodView, Snapshot
from conformance.replica_logs import ReplicaLogs
from conformance.restarts import lives, restart_counts

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


class InvariantKeeper:
    """No container restarts unasked, no replica writes a traceback or answers 5xx.

    What a scenario asks for itself is told beforehand and allowed until its end.
    """

    def __init__(self, api: ApiClient, namespace: str, keystone_container: str) -> None:
        """Begin with a stack in which nothing has been restarted."""
        self._logs = ReplicaLogs(api, namespace, keystone_container)
        self._known: dict[tuple[str, str], int] = {}
        self._asked: set[tuple[str, str]] = set()
        self._errors_allowed = False

    def expect_restart(self, pod: PodView, container: str) -> None:
        """Allow restarts of that container of that very pod until the scenario ends."""
        self._asked.add((pod.uid, container))

    def expect_server_errors(self) -> None:
        """Allow answers of 5xx until the scenario ends: it takes away what Keystone needs. No tracebacks."""
        self._errors_allowed = True

    def hold(self, snapshot: Snapshot, replicas: list[PodView]) -> None:
        """Raise PromiseBroken for what happened unasked since the last call."""
        restarted = [life for life in lives(snapshot) if (life.pod_uid, life.container) not in self._asked]
        wrong = unasked_restarts(self._known, restarted)
        wrong += self._logs.ill_lines(replicas, server_errors=not self._errors_allowed)
        if wrong:
            raise PromiseBroken(wrong[0], "\n".join(wrong[1:]))

    def pass_over(self, replicas: list[PodView]) -> None:
        """Take what the replicas have logged so far as told: it belongs to a scenario that has failed."""
        self._logs.ill_lines(replicas)

    def scenario_ended(self, snapshot: Snapshot) -> None:
        """Take the restarts so far as known, and allow nothing any more."""
        self._known = restart_counts(snapshot)
        self._asked.clear()
        self._errors_allowed = False
