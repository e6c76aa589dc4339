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
from conformance.api_use import ApiUse
from conformance.clusters.credentials import hold_client
from conformance.clusters.existing import ClusterOfOthers
from conformance.errors import BadInput

MOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where the kubelet mounts a pod's own credentials (k8s.io/client-go, rest/config.go)."""


@dataclass(frozen=True)
class OwnPodsCluster(ClusterOfOthers):
    """The cluster that the suite runs in, which it did not make and others may use."""

    environment: Mapping[str, str]
    mount: Path = MOUNT
    name = "in-cluster"
    """A pod is not told what its cluster is called."""
    kind = "existing"
    kubeconfig = None
    context = ""
    made_by_suite = False

    def client(self, configuration: Configuration, use: ApiUse) -> ApiClient:
        """Return a client that reads its token anew each minute: the kubelet renews it.

        Raises BadInput where this is no pod with a service account.
        """
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
    # A copy: workers are sent the cluster with the run's inputs, and os.environ itself cannot be sent.
    return OwnPodsCluster(dict(os.environ))


def find_in_cluster() -> OwnPodsCluster:
    """Return the cluster of this pod, which has answered and knows us; raises as its `ask` does."""
    chosen = choose_in_cluster()
    chosen.ask()
    return chosen
