"""A cluster that kind, k3d or minikube makes for one run, through pytest-kubernetes.

Nobody has judged on one yet: what is tested is what these programs are told.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kubernetes.client import ApiClient
from pytest_kubernetes.options import ClusterOptions
from pytest_kubernetes.providers import select_provider_manager
from pytest_kubernetes.providers.base import AClusterManager

from conformance.clusters.contexts import read_contexts
from conformance.clusters.existing import ExistingCluster
from conformance.clusters.facts import describe
from conformance.clusters.providers import CONTEXTS, GIVEN_NAME
from conformance.errors import SetUpFailed
from conformance.provenance import ClusterFacts

KUBERNETES = "1.33.1"
"""A version that has a node image of kind (v0.29), of k3s (v1.33.1-k3s1) and of minikube alike."""
MAKING_S = 600
"""Seconds: images of nodes are pulled first, a gigabyte for kind and minikube."""
READY_S = 120
"""Seconds from a made cluster to one that has its default service account."""


@dataclass(frozen=True)
class ProvidedCluster:
    """A cluster that ends with the run."""

    manager: AClusterManager
    kind: str
    """The provider's name."""
    kubeconfig: Path
    made_by_suite: bool = True

    @property
    def name(self) -> str:
        """What the provider calls it."""
        return str(self.manager.cluster_name)

    @property
    def context(self) -> str:
        """The context that the provider writes."""
        return CONTEXTS[self.kind].format(self.name)

    def api(self) -> ApiClient:
        """Return a client of its API server."""
        return ExistingCluster(read_contexts(self.kubeconfig, {}), self.context, self.kubeconfig).api()

    def describe(self) -> ClusterFacts:
        """Return its versions and nodes."""
        return describe(self.api(), self.kind, self.name, "")

    def collect_logs(self, into: Path) -> list[Path]:  # noqa: ARG002 -- the protocol's argument
        """Return nothing: each provider keeps the logs of its nodes' programs elsewhere."""
        return []

    def close(self) -> list[str]:
        """Delete it, and say what could not be."""
        try:
            self.manager.delete()
        except (subprocess.SubprocessError, OSError) as error:
            return [f"{self.kind} cluster {self.name} is not deleted ({_last_words(error)})"]
        shutil.rmtree(self.kubeconfig.parent, ignore_errors=True)
        return []


def make_provided(provider: str, left_behind: list[str]) -> ProvidedCluster:
    """Make a cluster of this run's own and return it once it answers.

    Raises SetUpFailed with the provider's last words where it does not come up. What was begun is deleted
    then, and where the run is interrupted meanwhile; what could not be is told in `left_behind`.
    """
    folder = Path(tempfile.mkdtemp(prefix="keystone-conformance-"))
    options = ClusterOptions(
        api_version=KUBERNETES, kubeconfig_path=folder / "kubeconfig", cluster_timeout=MAKING_S
    )
    manager = select_provider_manager(provider)(GIVEN_NAME)
    cluster = ProvidedCluster(manager, provider, folder / "kubeconfig")
    try:
        with _environment_restored():
            manager.create(options, timeout=READY_S)
    except (subprocess.SubprocessError, OSError, RuntimeError) as error:
        _delete(cluster, left_behind)
        raise SetUpFailed(
            f"{provider} made no cluster ({_last_words(error)})", f"try `{provider}` by hand"
        ) from error
    except BaseException:
        _delete(cluster, left_behind)
        raise
    return cluster


def _delete(cluster: ProvidedCluster, left_behind: list[str]) -> None:
    try:
        left_behind += cluster.close()
    except KeyboardInterrupt:
        left_behind.append(f"{cluster.kind} cluster {cluster.name}: its removal was interrupted")
        raise


@contextmanager
def _environment_restored() -> Iterator[None]:
    """Keep what pytest-kubernetes puts into the environment, as minikube's kubeconfig, from the run."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _last_words(error: Exception) -> str:
    said = getattr(error, "stderr", None) or b""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return (words.strip().splitlines() or [str(error)])[-1]
