"""The cluster that this very pod is of, known to it by the credentials of its service account."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kubernetes.client import ApiClient, Configuration
from kubernetes.config.config_exception import ConfigException
from kubernetes.config.incluster_config import InClusterConfigLoader

from conformance.api_client import ClusterClient
from conformance.api_patience import only_throttled, patient
from conformance.api_use import ApiUse
from conformance.clusters.credentials import hold_client
from conformance.clusters.existing import ask_who_we_are
from conformance.clusters.facts import describe
from conformance.errors import BadInput
from conformance.provenance import ClusterFacts

MOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where the kubelet mounts a pod's own credentials (k8s.io/client-go, rest/config.go)."""


@dataclass(frozen=True)
class OwnPodsCluster:
    """The cluster that the suite runs in, which it did not make and others may use."""

    environment: Mapping[str, str]
    mount: Path = MOUNT
    name = "in-cluster"
    """A pod is not told what its cluster is called."""
    kind = "existing"
    kubeconfig = None
    context = ""
    made_by_suite = False

    def api(self) -> ApiClient:
        """Return a client of its API server that reads its token anew each minute: the kubelet renews it.

        Raises BadInput where this is no pod with a service account.
        """
        configuration, use = Configuration(), ApiUse()
        configuration.retries = patient(use)
        return self._client(configuration, use)

    def ask(self) -> None:
        """Ask once whether it answers and knows us; raises as `api` and `ask_who_we_are` do."""
        impatient, use = Configuration(), ApiUse()
        impatient.retries = only_throttled(use)
        with self._client(impatient, use) as api:
            ask_who_we_are(api, self.name)

    def describe(self) -> ClusterFacts:
        """Return its versions and nodes; whether services get addresses shows when one is asked for."""
        return describe(self.api(), self.kind, self.name, "the cluster's own")

    def collect_logs(self, into: Path) -> list[Path]:  # noqa: ARG002 -- the protocol's argument
        """Return nothing: the programs of a cluster that is not ours keep their logs."""
        return []

    def close(self) -> list[str]:
        """Leave it as it is."""
        return []

    def _client(self, configuration: Configuration, use: ApiUse) -> ApiClient:
        token, authorities = (str(self.mount / name) for name in ("token", "ca.crt"))
        try:
            InClusterConfigLoader(  # type: ignore[no-untyped-call]  # the client has types for its models only
                token, authorities, environ=self.environment
            ).load_and_set(configuration)
        except (ConfigException, OSError) as error:
            raise BadInput(
                f"--in-cluster: this is no pod with a service account ({error})",
                "name the cluster with --context or --kubeconfig, or see docs/inside-the-cluster.md",
            ) from error
        hold_client(configuration)
        return ClusterClient(configuration, use)


def choose_in_cluster() -> OwnPodsCluster:
    """Return the cluster of this pod, of which nothing has been asked yet."""
    return OwnPodsCluster(os.environ)


def find_in_cluster() -> OwnPodsCluster:
    """Return the cluster of this pod, which has answered and knows us; raises as its `ask` does."""
    chosen = choose_in_cluster()
    chosen.ask()
    return chosen
