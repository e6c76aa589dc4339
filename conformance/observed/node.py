"""A node, as far as a stack depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.observed.metadata import ConditionView, Json, ObjectView, conditions_of, identity


@dataclass(frozen=True, kw_only=True)
class NodeView(ObjectView):
    """A node: whether pods can run there."""

    conditions: Mapping[str, ConditionView] = field(default_factory=dict)
    cordoned: bool = False
    boot_id: str = ""
    """Another one after each boot of the machine."""

    @property
    def is_ready(self) -> bool:
        """Whether the condition Ready holds; a node whose kubelet fell silent is not ready."""
        ready = self.conditions.get("Ready")
        return ready is not None and ready.holds

    @property
    def ready_reason(self) -> str:
        """Why the condition Ready is as it is, e.g. `NodeStatusUnknown`; empty where there is none."""
        ready = self.conditions.get("Ready")
        return ready.reason if ready else ""

    @property
    def fell_silent(self) -> bool:
        """Whether the node controller says that it has not heard of the kubelet for too long."""
        ready = self.conditions.get("Ready")
        return ready is not None and ready.status == "Unknown"

    @classmethod
    def from_json(cls, raw: Json) -> NodeView:
        """Return the view of a node's JSON."""
        return cls(
            **identity(raw),
            conditions=conditions_of(raw.get("status") or {}),
            cordoned=bool((raw.get("spec") or {}).get("unschedulable")),
            boot_id=((raw.get("status") or {}).get("nodeInfo") or {}).get("bootID", ""),
        )
