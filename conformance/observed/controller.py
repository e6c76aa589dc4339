"""A replication controller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.observed.container import ContainerView, containers_from_json
from conformance.observed.metadata import ConditionView, Json, ObjectView, conditions_of, identity


@dataclass(frozen=True, kw_only=True)
class ControllerView(ObjectView):
    """A replication controller: how many pods it wants, and how many it says it has."""

    selector: Mapping[str, str] = field(default_factory=dict)
    replicas: int = 0
    """Desired."""
    status_replicas: int = 0
    """Current."""
    ready_replicas: int = 0
    available_replicas: int = 0
    observed: bool = False
    """Whether the status speaks of the spec's newest generation."""
    conditions: Mapping[str, ConditionView] = field(default_factory=dict)
    template_containers: tuple[ContainerView, ...] = ()

    @classmethod
    def from_json(cls, raw: Json) -> ControllerView:
        """Return the view of a replication controller's JSON."""
        spec: Json = raw.get("spec") or {}
        status: Json = raw.get("status") or {}
        template: Json = (spec.get("template") or {}).get("spec") or {}
        generation = (raw.get("metadata") or {}).get("generation", 0)
        return cls(
            **identity(raw),
            selector=MappingProxyType(dict(spec.get("selector") or {})),
            replicas=spec.get("replicas", 1),
            status_replicas=status.get("replicas", 0),
            ready_replicas=status.get("readyReplicas", 0),
            available_replicas=status.get("availableReplicas", 0),
            observed=status.get("observedGeneration", 0) >= generation,
            conditions=conditions_of(status),
            template_containers=containers_from_json(template.get("containers") or [], []),
        )
