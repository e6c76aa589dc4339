"""The logs of containers, as `kubectl logs` shows them: of the run that is, and of the run before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.api_requests import RequestRefused, get_text
from conformance.observed import Snapshot

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LOG_BYTES = 16 * 1024 * 1024
"""The most that is read of one log, in bytes: a full run of the suite writes less than a tenth of it."""
NOT_THERE = 400
"""The kubelet's status for a run that never was, or whose log is gone."""


@dataclass(frozen=True)
class ContainerLog:
    """What one run of a container has written."""

    pod: str
    container: str
    lines: tuple[str, ...]
    previous: bool = False

    def __str__(self) -> str:
        """Whose it is, for messages."""
        return f"{'an earlier run of ' if self.previous else ''}container {self.container} of pod {self.pod}"


def log_path(namespace: str, pod: str) -> str:
    """Return where the API server has the logs of a pod's containers."""
    return f"/api/v1/namespaces/{namespace}/pods/{pod}/log"


def log_text(
    api: ApiClient,
    namespace: str,
    pod: str,
    container: str,
    query: Mapping[str, str | int],
    *,
    previous: bool = False,
) -> str:
    """Return what a container's run that is, or the `previous` one, has written.

    `query` asks for a part of it, in the API server's own words, e.g. `tailLines`. Raises EnvironmentFault
    where the API server or the kubelet does not give it.
    """
    asked = {"container": container, "previous": str(previous).lower(), **query}
    return get_text(api, log_path(namespace, pod), [(name, str(value)) for name, value in asked.items()])


def logs_of(api: ApiClient, namespace: str, pod: str, container: str) -> tuple[ContainerLog, ...]:
    """Return the logs of the run before the container's present one and of that, as far as there are any.

    Where it was started again meanwhile both are of the run that ended. Raises EnvironmentFault where the API
    server or the kubelet does not give them.
    """
    found = []
    # The one before is asked for last: a container that is started again in between hides no run so.
    for previous in (False, True):
        try:
            text = log_text(api, namespace, pod, container, {"limitBytes": LOG_BYTES}, previous=previous)
        except RequestRefused as refused:
            if refused.status == NOT_THERE:
                continue
            raise
        found.append(ContainerLog(pod, container, tuple(text.splitlines()), previous))
    return tuple(reversed(found))


def every_log(api: ApiClient, snapshot: Snapshot) -> Iterator[ContainerLog]:
    """Yield the logs of all containers of all pods of the namespace."""
    for pod in snapshot.pods.values():
        for container in (*pod.init_containers, *pod.containers):
            yield from logs_of(api, snapshot.namespace, pod.name, container.name)
