"""What exactly was judged, as the record of a run has it: files, images, cluster, stored objects, chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from conformance.record_types import Count, RunId, RunPath, Sha256
from conformance.result import Result


@dataclass(frozen=True)
class EvidenceFile:
    """A file below the run's folder, as it was when it was written down."""

    path: RunPath
    sha256: Sha256
    bytes: Count


@dataclass(frozen=True)
class PodSeen:
    """A pod that an image ran in."""

    namespace: str
    name: str
    uid: str


@dataclass(frozen=True)
class ImageSeen:
    """An image as it ran, from pod status."""

    container: str
    image: str
    """As the pod's spec names it."""
    digest: str
    pods: tuple[PodSeen, ...]


@dataclass
class ClusterFacts:
    """What the stack ran on; no secrets."""

    kind: str = "unknown"
    name: str = ""
    server_version: str = ""
    nodes: list[dict[str, str]] = field(default_factory=list)
    """name, kubelet, runtime, kernel, os of each."""
    load_balancer: str = ""


@dataclass(frozen=True)
class EnvironmentUsed:
    """The table of conformance.toml that a run's options were taken from."""

    name: str
    file: str
    """Without its folder."""
    sha256: Sha256


@dataclass(frozen=True)
class StoredDifference:
    """A field of a manifest that the API server keeps with another value than it was sent."""

    field: str
    sent: str
    """Empty where the manifest does not have it: so with requests and limits that a container is given."""
    stored: str
    """Empty where the field is not kept at all."""


@dataclass(frozen=True)
class StoredObject:
    """How an object is kept by the API server, against the manifest that it was created from."""

    kind: str
    name: str
    differences: tuple[StoredDifference, ...]
    added: tuple[str, ...]
    """Fields that the manifest does not have: defaults, and what an admission webhook put there. Of a field
    with others below it only the topmost is named."""


@dataclass(frozen=True)
class Earlier:
    """An earlier run, and the hash of its report as it lay in the reports' folder."""

    run_id: RunId
    sha256: Sha256
    unended: Result | None = None
    """What its report said where it had not ended: it was killed, or went on and says something else now."""


@dataclass(frozen=True)
class Chain:
    """Which attempt a run is at the same thing: the same images by digest, manifests and promises."""

    ordinal: Annotated[int, Field(ge=1)] = 1
    """One more than that of `previous`: what has been pruned meanwhile still counts."""
    previous: Earlier | None = None
    """The newest earlier attempt in the same folder, whatever came of it; none that ended after this run."""
    further: tuple[Earlier, ...] = ()
    """Where `previous` had not ended: the attempts before it, up to the first that had."""

    @property
    def named(self) -> tuple[Earlier, ...]:
        """The attempts that it tells of, newest first."""
        return (self.previous, *self.further) if self.previous else ()
