"""The log of every container, and of its run before where it was restarted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from conformance.container_logs import log_path
from conformance.observe.raw_get import RefusedError, UnreachableError, opened
from conformance.observed import Snapshot

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

TAIL_BYTES = 1024 * 1024
"""The end of a log is kept, for that is where the failure stands."""
TAIL_LINES = 20_000
"""Asked of the kubelet, so that a day's log is not sent for its last megabyte."""
CALL_S = 5.0
"""One log may take so long; a paused kubelet must not use up the time of the others."""
_CHUNK = 65536


class Budget:
    """The seconds that all calls share."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left; zero or less when used up."""
        return self._end - time.monotonic()


def logs_of(api: ApiClient, snapshot: Snapshot, budget: Budget) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield a file name and a function that reads the log, for each container that has ever run.

    A function returns why there is no log where it cannot be had; it does not raise for that.
    """
    for pod in sorted(snapshot.pods.values(), key=lambda pod: pod.name):
        path = log_path(snapshot.namespace, pod.name)
        for container in (*pod.init_containers, *pod.containers):
            if container.container_id or container.restarts:
                yield (
                    f"{pod.name}.{container.name}.log",
                    partial(_read, api, path, container.name, False, budget),
                )
            if container.restarts:
                name = f"{pod.name}.{container.name}.previous.log"
                yield name, partial(_read, api, path, container.name, True, budget)


def _read(api: ApiClient, path: str, container: str, previous: bool, budget: Budget) -> str:
    if budget.left <= 0:
        return "not read: the time for gathering evidence was used up\n"
    query: dict[str, str | int] = {
        "container": container,
        "previous": "true" if previous else "false",
        "tailLines": TAIL_LINES,
        "timestamps": "true",
    }
    end = time.monotonic() + min(CALL_S, budget.left)
    kept: deque[bytes] = deque()
    size = 0
    try:
        with opened(api, path, query, min(CALL_S, budget.left), accept="*/*") as response:
            for chunk in response.stream(_CHUNK):
                kept.append(chunk)
                size += len(chunk)
                while size - len(kept[0]) >= TAIL_BYTES:
                    size -= len(kept.popleft())
                if time.monotonic() > end:
                    kept.append(b"\n(the log broke off here: reading it took too long)\n")
                    break
    except (RefusedError, UnreachableError) as error:
        kept.append(f"\n(not read to its end: {error})\n".encode())
    return b"".join(kept).decode(errors="replace")
