"""A container as a pod's spec asks for it and its status shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from conformance.observed.metadata import Json, time_of


@dataclass(frozen=True)
class Termination:
    """How a run of a container ended."""

    exit_code: int
    reason: str = ""
    message: str = ""
    signal: int = 0
    started: datetime | None = None
    finished: datetime | None = None

    def __str__(self) -> str:
        """In words: `exit code 1`, `OOMKilled, exit code 137`."""
        code = f"exit code {self.exit_code}"
        return code if self.reason in ("", "Error", "Completed") else f"{self.reason}, {code}"

    @classmethod
    def from_json(cls, raw: Json | None) -> Termination | None:
        """Return the termination in a container state; None where it has not ended."""
        if not raw:
            return None
        return cls(
            exit_code=raw.get("exitCode", 0),
            reason=raw.get("reason", ""),
            message=raw.get("message", ""),
            signal=raw.get("signal", 0),
            started=time_of(raw.get("startedAt")),
            finished=time_of(raw.get("finishedAt")),
        )


@dataclass(frozen=True)
class ContainerView:
    """One container: its spec's part first, then what the kubelet reports."""

    name: str
    image: str
    """As the spec names it."""
    pull_policy: str = ""
    ports: tuple[int, ...] = ()
    mounted_at: tuple[str, ...] = ()
    """The paths at which the pod's volumes are mounted."""
    limits: Mapping[str, str] = field(default_factory=dict)
    state: str = "unknown"
    """waiting, running, terminated, or unknown while the kubelet has not reported."""
    ready: bool = False
    started: bool = False
    restarts: int = 0
    waiting_reason: str = ""
    waiting_message: str = ""
    running_since: datetime | None = None
    terminated: Termination | None = None
    """How the present run ended, where it has."""
    last_termination: Termination | None = None
    """How the run before ended."""
    image_running: str = ""
    image_id: str = ""
    container_id: str = ""

    @property
    def last_end(self) -> Termination | None:
        """The newest end of a run that is known."""
        return self.terminated or self.last_termination

    @property
    def times_ended(self) -> int:
        """How often a run of it has ended: each restart follows an end, and one that runs has not."""
        return self.restarts + (self.last_end is not None and self.state != "running")

    @classmethod
    def from_json(cls, spec: Json, status: Json) -> ContainerView:
        """Return the view of an entry of `spec.containers` and its status (may be empty)."""
        state: Json = status.get("state") or {}
        waiting: Json = state.get("waiting") or {}
        running: Json = state.get("running") or {}
        resources: Json = spec.get("resources") or {}
        return cls(
            name=spec.get("name", ""),
            image=spec.get("image", ""),
            pull_policy=spec.get("imagePullPolicy", ""),
            ports=tuple(port["containerPort"] for port in spec.get("ports") or ()),
            mounted_at=tuple(mount["mountPath"] for mount in spec.get("volumeMounts") or ()),
            limits=MappingProxyType(dict(resources.get("limits") or {})),
            state=next(iter(state), "unknown"),
            ready=bool(status.get("ready")),
            started=bool(status.get("started")),
            restarts=status.get("restartCount", 0),
            waiting_reason=waiting.get("reason", ""),
            waiting_message=waiting.get("message", ""),
            running_since=time_of(running.get("startedAt")),
            terminated=Termination.from_json(state.get("terminated")),
            last_termination=Termination.from_json((status.get("lastState") or {}).get("terminated")),
            image_running=status.get("image", ""),
            image_id=status.get("imageID", ""),
            container_id=status.get("containerID", ""),
        )


def containers_from_json(specs: list[Json], statuses: list[Json]) -> tuple[ContainerView, ...]:
    """Return the views of a pod's containers in the spec's order, each with its status found by name."""
    by_name = {status.get("name"): status for status in statuses}
    return tuple(ContainerView.from_json(spec, by_name.get(spec.get("name"), {})) for spec in specs)
