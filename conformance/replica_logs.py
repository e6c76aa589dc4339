"""What the replicas logged since the last look, told apart by the container runtime's own timestamps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from conformance.container_logs import log_text
from conformance.invariants import ill_lines
from conformance.observed import PodView

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LOG_BYTES = 4 * 1024 * 1024
"""The most that is read of one log at once, in bytes: a scenario writes some kilobytes, a bad image more."""
CUT_BYTES = 4
"""By so many an answer of that length may fall short: a character that is cut in two is left out."""


STAMP = re.compile(r"(?P<second>[-0-9]{10}T[:0-9]{8})(?:\.(?P<fraction>[0-9]+))?(?P<zone>Z|[-+][:0-9]{5})")
"""RFC 3339 with up to nine digits in the node's own time zone, as containerd writes it."""


@dataclass(frozen=True, order=True)
class Stamp:
    """When a line was written, to the nanosecond and whatever its zone."""

    second: datetime
    """In UTC."""
    fraction: str
    """Nine digits."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the stamp that `text` is; None where it is none."""
        if not (found := STAMP.fullmatch(text)):
            return None
        second = datetime.fromisoformat(found["second"] + found["zone"]).astimezone(UTC)
        return cls(second, (found["fraction"] or "").ljust(9, "0"))


class ReplicaLogs:
    """Reads each replica's log forward; timestamps are the node's, so no clock of the runner is asked."""

    def __init__(self, api: ApiClient, namespace: str, container: str) -> None:
        """Begin with nothing read."""
        self._api = api
        self._namespace = namespace
        self._container = container
        self._read_until: dict[str, Stamp] = {}

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
        last = self._read_until.get(pod.uid)
        query: dict[str, str | int] = {"timestamps": "true", "limitBytes": LOG_BYTES}
        if last:
            query["sinceTime"] = f"{last.second:%Y-%m-%dT%H:%M:%SZ}"
        text = log_text(self._api, self._namespace, pod.name, self._container, query)
        cut = len(text.encode()) >= LOG_BYTES - CUT_BYTES
        # what a program writes may hold other ends of lines: a carriage return is no reason for a stamp
        lines = (line.partition(" ") for line in text.split("\n")[: -1 if cut else None])
        stamped = ((Stamp.read(stamp), said) for stamp, _, said in lines)
        fresh = [(stamp, said) for stamp, said in stamped if stamp and (last is None or stamp > last)]
        if fresh:
            self._read_until[pod.uid] = fresh[-1][0]
        return [said for _, said in fresh], cut and bool(fresh)
