"""One run as it was asked for: a table, frozen once it has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from conformance.provenance import EnvironmentUsed
from conformance.site import SiteOverlay
from conformance.update.options import UpdateOptions

SETS = ("blog", "hardened", "own")
"""The suite's own sets of manifests, and a user's, of which only the fixed contract is expected."""
PROFILES = ("core", "load_balancer", "resilience", "update", "node")
DEFAULT_PROFILES = ("core", "load_balancer", "resilience")
SUITE_FOLDER = Path(__file__).resolve().parent.parent
FEATURES = SUITE_FOLDER / "features"
FOLDERS: Mapping[str, Path] = MappingProxyType(
    {"blog": SUITE_FOLDER / "manifests", "hardened": SUITE_FOLDER / "manifests" / "hardened"}
)


@dataclass(frozen=True)
class Options:
    """One run, as it was asked for."""

    kubeconfig: Path | None
    context: str | None
    in_cluster: bool
    """Whether the run judges on the cluster that it is a pod of, by its service account."""
    keystone_image: str | None
    database_image: str | None
    memcached_image: str | None
    require_digest: bool
    keep_tags: bool
    image_pull_secrets: tuple[str, ...]
    manifest_set: str
    """Which set's promises are judged: blog, hardened or own."""
    manifests: Path
    profiles: tuple[str, ...]
    only: tuple[str, ...]
    accepted_missing: frozenset[str]
    patience: tuple[str, ...]
    blog_credentials: bool
    source_ranges: tuple[str, ...]
    subnet: str | None
    nodes: int
    """How many nodes a cluster of the suite's own has."""
    keep: bool
    keep_cluster: bool
    box: str | None
    like: str | None
    """The managed Kubernetes that kubebox is to behave like; None for plain upstream."""
    provider: str | None
    """Which program makes the cluster, in kubebox' place."""
    reports: Path
    baseline: str | None
    """What the run is held against at its end, as `./toxw -e compare` takes it."""
    quiet: bool
    """Whether only the verdict is said, and what is wrong."""
    environment: EnvironmentUsed | None
    """The table of conformance.toml that options were taken from."""
    site: SiteOverlay
    """What that table asks of every object that is made."""
    deadline: float | None
    """Seconds after which the run is over with everything it made, counted from its start."""
    plan: bool
    """Whether only what the run would need is asked for."""
    namespace: str | None
    """The one namespace that the run may use, which stays; None where it makes its own."""
    prove: bool
    """Whether faults are put into stacks on the same cluster, to see each of them found."""

    workers: int = 1
    """How many promises are judged at once at most."""
    update: UpdateOptions = field(default_factory=UpdateOptions)
    """What is updated, to which images."""

    @property
    def existing_cluster(self) -> bool:
        """Whether the run judges on a cluster that the suite did not make."""
        return self.in_cluster or self.kubeconfig is not None or self.context is not None

    @property
    def on_kubebox(self) -> bool:
        """Whether the run judges on a Kubernetes that the suite carries, which has images of its own."""
        return not self.existing_cluster and self.provider is None

    @property
    def with_kubeboxs_patience(self) -> bool:
        """Whether what is waited for takes as long as on a plain kubebox: one like a cloud is as slow."""
        return self.on_kubebox and self.like is None

    @property
    def cluster_stays(self) -> bool:
        """Whether a cluster of the suite's own outlives the run, so that the run has to clean up in it."""
        return self.keep_cluster or self.box is not None

    @property
    def taken_away(self) -> bool:
        """Whether the run's end waits until what it made is gone; a box about to be thrown away is killed."""
        return not self.keep and (self.existing_cluster or self.cluster_stays)
