"""What the replicas logged since the last look, told apart by the container runtime's own timestamps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.container_logs import log_text
from conformance.invariants import ill_lines
from conformance.observed import PodView

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LOG_BYTES = 4 * 1024 * 1024
"""The most that is read of one log at once, in bytes: a scenario writes some kilobytes, a bad image more."""
CUT_BYTES = 4
"""By so many an answer of that length may fall short: a character that is cut in two is left out."""


class ReplicaLogs:
    """Reads each replica's log forward; timestamps are the node's, so no clock of the runner is asked."""

    def __init__(self, api: ApiClient, namespace: str, container: str) -> None:
        """Begin with nothing read."""
        self._api = api
        self._namespace = namespace
        self._container = container
        self._read_until: dict[str, str] = {}

    def ill_lines(self, pods: Iterable[PodView], *, server_errors: bool = True) -> list[str]:
        """Return a line for each traceback, and each 5xx if asked for, logged since the last call."""
        return [
            wrong
            for pod in pods
            for wrong in ill_lines(pod.name, self._new_lines(pod), server_errors=server_errors)
        ]

    def _new_lines(self, pod: PodView) -> list[str]:
        """Return all of them: what one answer has no room for would be told in the next scenario."""
        lines: list[str] = []
        more = True
        while more:
            piece, more = self._next_piece(pod)
            lines += piece
        return lines

    def _next_piece(self, pod: PodView) -> tuple[list[str], bool]:
        """Return the next lines, and whether there may be more."""
        last = self._read_until.get(pod.uid, "")
        query: dict[str, str | int] = {"timestamps": "true", "limitBytes": LOG_BYTES}
        if last:
            query["sinceTime"] = f"{last[:19]}Z"
        text = log_text(self._api, self._namespace, pod.name, self._container, query)
        cut = len(text.encode()) >= LOG_BYTES - CUT_BYTES
        stamped = [line.partition(" ") for line in text.splitlines()[: -1 if cut else None]]
        fresh = [(stamp, text) for stamp, _, text in stamped if stamp > last]
        if fresh:
            self._read_until[pod.uid] = fresh[-1][0]
        return [text for _, text in fresh], cut and bool(fresh)
