"""A pod."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conformance.observed.container import ContainerView, containers_from_json
from conformance.observed.metadata import ConditionView, Json, ObjectView, conditions_of, identity

UNREACHABLE = "node.kubernetes.io/unreachable"
"""The taint of a node whose kubelet fell silent; with the effect NoExecute it evicts pods."""


@dataclass(frozen=True, kw_only=True)
class PodView(ObjectView):
    """A pod: where it is, how far it has come, and its containers."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    node: str = ""
    ip: str = ""
    host_ip: str = ""
    restart_policy: str = "Always"
    conditions: Mapping[str, ConditionView] = field(default_factory=dict)
    containers: tuple[ContainerView, ...] = ()
    init_containers: tuple[ContainerView, ...] = ()
    volumes: tuple[str, ...] = ()
    stays_unreachable_s: float = 0.0
    """How long it stays bound to a node that is unreachable, in seconds; infinite for ever."""

    @property
    def ready_containers(self) -> int:
        """How many containers are ready."""
        return sum(each.ready for each in self.containers)

    @property
    def restarts(self) -> int:
        """Restarts of all containers together."""
        return sum(each.restarts for each in self.containers)

    @property
    def is_ready(self) -> bool:
        """Running, every container ready, and not on its way out."""
        return (
            self.phase == "Running"
            and not self.terminating
            and bool(self.containers)
            and self.ready_containers == len(self.containers)
        )

    @property
    def has_ended(self) -> bool:
        """Whether it will never run again: such a pod counts for no controller."""
        return self.phase in ("Failed", "Succeeded")

    @property
    def restart_counts(self) -> tuple[tuple[str, int], ...]:
        """Each container's name with its restarts, in the spec's order."""
        return tuple((each.name, each.restarts) for each in self.containers)

    def condition(self, kind: str) -> ConditionView | None:
        """Return the condition of that type, e.g. `PodScheduled`."""
        return self.conditions.get(kind)

    def container(self, name: str) -> ContainerView | None:
        """Return the container of that name."""
        return next((each for each in self.containers if each.name == name), None)

    @classmethod
    def from_json(cls, raw: Json) -> PodView:
        """Return the view of a pod's JSON."""
        spec: Json = raw.get("spec") or {}
        status: Json = raw.get("status") or {}
        return cls(
            **identity(raw),
            phase=status.get("phase", ""),
            reason=status.get("reason", ""),
            message=status.get("message", ""),
            node=spec.get("nodeName", ""),
            ip=status.get("podIP", ""),
            host_ip=status.get("hostIP", ""),
            restart_policy=spec.get("restartPolicy", "Always"),
            conditions=conditions_of(status),
            containers=containers_from_json(
                spec.get("containers") or [], status.get("containerStatuses") or []
            ),
            init_containers=containers_from_json(
                spec.get("initContainers") or [], status.get("initContainerStatuses") or []
            ),
            volumes=tuple(each.get("name", "") for each in spec.get("volumes") or ()),
            stays_unreachable_s=_stays_unreachable(spec.get("tolerations") or ()),
        )


def _stays_unreachable(tolerations: Iterable[Json]) -> float:
    """Return the least time of the tolerations that meet the taint, as the taint manager takes it.

    (pkg/controller/tainteviction, getMinTolerationTime.) Of those without a time none ends.
    """
    met = [each for each in tolerations if _meets_unreachable(each)]
    if not met:
        return 0.0
    return min(
        (max(0.0, float(each["tolerationSeconds"])) for each in met if "tolerationSeconds" in each),
        default=math.inf,
    )


def _meets_unreachable(toleration: Json) -> bool:
    if toleration.get("effect", "") not in ("", "NoExecute"):
        return False
    key, exists = toleration.get("key", ""), toleration.get("operator") == "Exists"
    return (exists and key in ("", UNREACHABLE)) or (key == UNREACHABLE and not toleration.get("value"))
