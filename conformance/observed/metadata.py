"""The parts of an object's JSON that every kind has: name, identity, owner, conditions, times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class OwnerView:
    """The controller that an object belongs to."""

    kind: str
    name: str
    uid: str


@dataclass(frozen=True)
class ConditionView:
    """One condition of a status: `True`, `False` or `Unknown`, and why."""

    status: str
    reason: str = ""
    message: str = ""

    @property
    def holds(self) -> bool:
        """Whether the status is `True`."""
        return self.status == "True"


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    """Any object: who it is, and its JSON as it came (`raw`, no part of equality)."""

    name: str
    uid: str
    namespace: str = ""
    resource_version: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    terminating: bool = False
    owner: OwnerView | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


def identity(raw: Json) -> dict[str, Any]:
    """Return the arguments of `ObjectView` that stand in `metadata`, for a view's constructor."""
    metadata: Json = raw.get("metadata") or {}
    return {
        "name": metadata.get("name", ""),
        "uid": metadata.get("uid", ""),
        "namespace": metadata.get("namespace", ""),
        "resource_version": metadata.get("resourceVersion", ""),
        "labels": MappingProxyType(dict(metadata.get("labels") or {})),
        "created": time_of(metadata.get("creationTimestamp")),
        "terminating": metadata.get("deletionTimestamp") is not None,
        "owner": _controller(metadata),
        "raw": raw,
    }


def conditions_of(status: Json) -> Mapping[str, ConditionView]:
    """Return the conditions of a status by their type."""
    return MappingProxyType(
        {
            each["type"]: ConditionView(
                each.get("status", ""), each.get("reason", ""), each.get("message", "")
            )
            for each in status.get("conditions") or ()
        }
    )


def time_of(text: str | None) -> datetime | None:
    """Return the time that RFC 3339 `text` names; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def _controller(metadata: Json) -> OwnerView | None:
    for owner in metadata.get("ownerReferences") or ():
        if owner.get("controller"):
            return OwnerView(owner.get("kind", ""), owner.get("name", ""), owner.get("uid", ""))
    return None
