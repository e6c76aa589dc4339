"""What must hold at every scenario's end though no sentence names it; pure.

No container restarted unasked, none was killed for memory, no replica wrote a traceback or answered 5xx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TRACEBACK = "Traceback (most recent call last)"
OF_AN_ANSWER = " keystone.server.flask.application "
"""The logger that Keystone writes a traceback with for requests that it answers 400 or 403, too: whether such
an answer is wrong tells its status, which has a line of its own."""
SERVER_ERRORS = (
    re.compile(r"\brequest method=(?P<method>[A-Z]+) path=(?P<path>\S+) status=(?P<status>5\d\d)\b"),
    re.compile(r'"(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>5\d\d)\b'),
)
"""A request line of the image contract (docs/image-contract.md), and one in the common log format."""


@dataclass(frozen=True)
class ContainerLife:
    """How often a container of a pod has been started, and why it last ended."""

    pod: str
    pod_uid: str
    container: str
    restarts: int
    last_end: str = ""
    """The reason and exit code of the last termination, e.g. `OOMKilled, exit code 137`."""


def unasked_restarts(before: Mapping[tuple[str, str], int], now: Iterable[ContainerLife]) -> list[str]:
    """Return a line for each container that was started again since `before`.

    `before` maps (pod uid, container) to its restart count; a pod that is newer counts from zero.
    """
    wrong = []
    for life in now:
        more = life.restarts - before.get((life.pod_uid, life.container), 0)
        if more > 0:
            why = f" ({life.last_end})" if life.last_end else ""
            often = "once" if more == 1 else f"{more} times"
            wrong.append(f"container {life.container} of pod {life.pod} restarted unasked, {often}{why}")
    return wrong


def ill_lines(pod: str, lines: Iterable[str], *, server_errors: bool = True) -> list[str]:
    """Return a line for each traceback and, unless they are allowed, each 5xx answer in a replica's log."""
    wrong = []
    for line in lines:
        if TRACEBACK in line and OF_AN_ANSWER not in line:
            wrong.append(f"pod {pod} wrote a traceback")
        elif server_errors and (match := _server_error(line)):
            wrong.append(f"pod {pod} answered {match['status']} to {match['method']} {match['path']}")
    return wrong


def _server_error(line: str) -> re.Match[str] | None:
    return next((match for pattern in SERVER_ERRORS if (match := pattern.search(line))), None)
