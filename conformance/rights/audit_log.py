"""What an API server's audit log says of one user: which rights were used, and which were wanted; pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conformance.rights.right import Right
from conformance.rights.roles import ACCOUNT

DECISION, REASON = "authorization.k8s.io/decision", "authorization.k8s.io/reason"
"""Annotations of an audit event (k8s.io/apiserver, pkg/endpoints/filters/authorization.go)."""
OF_OURS = f'Role "{ACCOUNT}'
"""In the reason, where a role of ours allowed it, and not one that everybody has."""
STREAMS = frozenset({"exec", "portforward"})
"""Subresources that are asked for by GET, over a websocket. The API server looks for `create` too, in that
request, and writes nothing down of it (pkg/registry/core/pod/rest/subresources.go since Kubernetes 1.35)."""


@dataclass
class Used:
    """How many requests a right was used for, and those that were refused for want of one."""

    allowed: Counter[Right] = field(default_factory=Counter)
    forbidden: Counter[Right] = field(default_factory=Counter)


def used_by(lines: Iterable[str], user: str) -> Used:
    """Return what `user` was allowed by a role of ours, and what was forbidden; a line is an event."""
    used = Used()
    for event in _events(lines, user):
        right = _right(event)
        annotations = event.get("annotations") or {}
        if annotations.get(DECISION) == "forbid":
            used.forbidden[right] += 1
        elif OF_OURS in annotations.get(REASON, ""):
            used.allowed[right] += 1
            if right.subresource in STREAMS:
                used.allowed[Right("create", right.resource, right.subresource, right.group)] += 1
    return used


def _events(lines: Iterable[str], user: str) -> Iterator[dict[str, Any]]:
    """Yield each request of `user` for a resource once: of a stream its end."""
    for line in lines:
        event: dict[str, Any] = json.loads(line)
        ours = event["user"]["username"] == user and "objectRef" in event
        if ours and event["stage"] != "ResponseStarted":
            yield event


def _right(event: dict[str, Any]) -> Right:
    reference = event["objectRef"]
    return Right(
        event["verb"],
        reference["resource"],
        reference.get("subresource", ""),
        reference.get("apiGroup", ""),
    )
