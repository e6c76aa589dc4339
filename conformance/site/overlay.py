"""What a site puts on every object that the suite makes: labels, annotations, and where pods may run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from conformance.site.label_syntax import label_value, qualified_name
from conformance.stack import MANAGED_LABEL

OWN_PREFIX = "keystone-conformance/"
"""Of the labels by which a run, or a sweep, finds again what it made; another one is MANAGED_LABEL."""
EVERY = "every"
"""In place of a kind: all of them."""
Kind = Literal[
    "every",
    "Namespace",
    "Lease",
    "Pod",
    "Service",
    "ReplicationController",
    "Secret",
    "ConfigMap",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "NetworkPolicy",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
]
"""`every`, the kinds that a stack may be made of, and what the suite itself adds to them."""
Name = Annotated[str, AfterValidator(qualified_name)]
Value = Annotated[str, AfterValidator(label_value)]


def _not_ours(name: str) -> str:
    if name.startswith(OWN_PREFIX) or name == MANAGED_LABEL:
        raise ValueError(f"{name!r} is the suite's own, by which a run is found again: choose another")
    return name


ForeignName = Annotated[Name, AfterValidator(_not_ours)]


@dataclass(frozen=True)
class Toleration:
    """A taint that pods put up with; the fields are Kubernetes' own."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    key: Name | Literal[""] = ""
    operator: Literal["Equal", "Exists"] = "Equal"
    value: Value = ""
    effect: Literal["", "NoSchedule", "PreferNoSchedule", "NoExecute"] = ""
    """Empty: every effect."""
    tolerationSeconds: Annotated[int, Field(ge=0)] | None = None  # noqa: N815 -- Kubernetes' own name

    def __post_init__(self) -> None:
        """Refuse with ValueError what the API server would refuse (validation.go, ValidateTolerations)."""
        if not self.key and self.operator != "Exists":
            raise ValueError('without a key the operator must be "Exists"')
        if self.operator == "Exists" and self.value:
            raise ValueError('with operator "Exists" there is no value')
        if self.tolerationSeconds is not None and self.effect != "NoExecute":
            raise ValueError('tolerationSeconds goes with effect "NoExecute" only')

    def __str__(self) -> str:
        """Return it as `kubectl describe pod` writes it: key=value:effect."""
        value = f"={self.value}" if self.value else ""
        effect = f":{self.effect}" if self.effect else ""
        seconds = "" if self.tolerationSeconds is None else f" for {self.tolerationSeconds} s"
        return f"{self.key or 'everything'}{value}{effect}{seconds}"

    def content(self) -> dict[str, Any]:
        """Return it as a pod's spec has it, without what is empty."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value not in ("", None)}


@dataclass(frozen=True)
class SiteOverlay:
    """What is added; it replaces nothing that an object has already."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    labels: Mapping[ForeignName, Value] = field(default_factory=dict)
    annotations: Mapping[Kind, Mapping[ForeignName, str]] = field(default_factory=dict)
    nodeSelector: Mapping[Name, Value] = field(default_factory=dict)  # noqa: N815 -- Kubernetes' own name
    tolerations: tuple[Toleration, ...] = ()

    def annotations_of(self, kind: str) -> dict[str, str]:
        """Return what an object of `kind` is annotated with: what every kind is, and its own over that."""
        said = {str(name): values for name, values in self.annotations.items()}
        return {**said.get(EVERY, {}), **said.get(kind, {})}

    def told(self) -> Iterator[str]:
        """Yield each addition in words, as a report lists it under the deviations from the manifests."""
        for name, value in self.labels.items():
            yield f"every object: label {name}={value}"
        for kind, of_kind in self.annotations.items():
            what = "every object" if kind == EVERY else f"every {kind}"
            for name, value in of_kind.items():
                yield f"{what}: annotation {name}={value}"
        for name, value in self.nodeSelector.items():
            yield f"every pod: node selector {name}={value}"
        for toleration in self.tolerations:
            yield f"every pod: toleration of {toleration}"


NOTHING = SiteOverlay()
"""Adds nothing."""
