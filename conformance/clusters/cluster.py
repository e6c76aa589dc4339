"""What the suite needs of a cluster, wherever it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kubernetes.client import ApiClient

from conformance.provenance import ClusterFacts


class Cluster(Protocol):
    """A Kubernetes cluster that the suite can talk to."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> str:
        """Where it comes from: kubebox, kind, k3d, minikube, gke or existing."""

    @property
    def kubeconfig(self) -> Path | None:
        """The file that leads to it; None for what $KUBECONFIG and ~/.kube/config say."""

    @property
    def context(self) -> str:
        """The context of that file."""

    @property
    def made_by_suite(self) -> bool:
        """Whether nobody else uses it, so that it may be thrown away."""

    def api(self) -> ApiClient:
        """Return a client of its API server."""

    def describe(self) -> ClusterFacts:
        """Return its versions, nodes and load balancer."""

    def collect_logs(self, into: Path) -> list[Path]:
        """Copy what its own programs have logged into a folder and return the files."""

    def close(self) -> list[str]:
        """Give it up, and return in words what is left behind of it."""
