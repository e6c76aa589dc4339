"""A cluster that exists: asked once whether it answers and knows us, and left as it was."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from kubernetes.client import ApiClient, Configuration
from kubernetes.config.config_exception import ConfigException

from conformance.api_patience import only_throttled, patient
from conformance.api_requests import RequestRefused, request
from conformance.api_use import ApiUse
from conformance.clusters.contexts import Contexts, read_contexts
from conformance.clusters.facts import describe
from conformance.clusters.kubeconfig_client import client_of
from conformance.errors import BadInput, ClusterUnreachable, CredentialsRefused
from conformance.provenance import ClusterFacts

ANSWER_S = 3.0
"""An API server that does not answer its first request by then is not there."""
REFUSALS = (401, 403)
SELF_REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
REVIEW = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
TOO_OLD = 404
"""Kubernetes before 1.28 cannot say who somebody is; that it answered must do."""
KINDS = {"kind-": "kind", "k3d-": "k3d", "minikube": "minikube", "gke_": "gke", "kubebox-": "kubebox"}
"""How the tools that make clusters name their contexts."""


class ClusterOfOthers(ABC):
    """What the suite does with a cluster that it did not make: it asks, and leaves everything as it is."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """Where it comes from."""

    @abstractmethod
    def client(self, configuration: Configuration, use: ApiUse) -> ApiClient:
        """Return a client of its API server over `configuration`; raises BadInput where none can be had."""

    def api(self) -> ApiClient:
        """Return a client of its API server, which waits where it is told to; raises as `client` does."""
        configuration, use = Configuration(), ApiUse()
        configuration.retries = patient(use)
        return self.client(configuration, use)

    def ask(self) -> None:
        """Ask once whether it answers and knows us; raises as `client` and `ask_who_we_are` do."""
        impatient, use = Configuration(), ApiUse()
        impatient.retries = only_throttled(use)
        with self.client(impatient, use) as api:
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


@dataclass(frozen=True)
class ExistingCluster(ClusterOfOthers):
    """A cluster that the suite did not make and that others may use."""

    contexts: Contexts
    context: str
    kubeconfig: Path | None = None
    """The file that was named; None where $KUBECONFIG or ~/.kube/config led here."""
    made_by_suite: bool = False

    @property
    def name(self) -> str:
        """Its context's name."""
        return self.context

    @property
    def kind(self) -> str:
        """What the context's name says of its maker."""
        return next((kind for prefix, kind in KINDS.items() if self.context.startswith(prefix)), "existing")

    def client(self, configuration: Configuration, use: ApiUse) -> ApiClient:
        """Return a client over `configuration`; raises BadInput where the context cannot be used."""
        try:
            return client_of(self.contexts.joined, self.context, configuration, use)
        except (ConfigException, ValueError, TypeError) as error:
            raise BadInput(
                f"the context {self.context!r} of {self.contexts.joined} cannot be used ({error})",
                "`kubectl config view` shows it",
            ) from error


def choose_existing(kubeconfig: Path | None, context: str | None) -> ExistingCluster:
    """Return the cluster of that file and context, of which nothing has been asked yet.

    Without a file $KUBECONFIG counts, then ~/.kube/config of the caller; without a context the current one.
    Raises BadInput for a file or context that is not there or not readable.
    """
    contexts = read_contexts(kubeconfig, os.environ)
    return ExistingCluster(contexts, contexts.choose(context), kubeconfig)


def find_existing(kubeconfig: Path | None, context: str | None) -> ExistingCluster:
    """Return the cluster that `choose_existing` does, which has answered and knows who we are.

    Raises BadInput as that does, ClusterUnreachable where no answer comes within ANSWER_S, CredentialsRefused
    for 401 and 403, CredentialPluginFailed where the kubeconfig's plugin gives no credential.
    """
    chosen = choose_existing(kubeconfig, context)
    chosen.ask()
    return chosen


def ask_who_we_are(api: ApiClient, cluster: str) -> None:
    """Ask once whether a cluster answers and knows us; `cluster` is what it is called.

    Raises ClusterUnreachable where no answer comes within ANSWER_S, CredentialsRefused for 401 and 403.
    """
    server = f"the API server of {cluster!r} ({api.configuration.host})"
    try:
        # Every authenticated user may ask this (role system:basic-user), nobody else may.
        request(api, "POST", SELF_REVIEW, body=REVIEW, timeout=ANSWER_S)
    except CredentialsRefused as refused:
        raise CredentialsRefused(
            f"{server} refuses the credentials: {refused.message}",
            "renew them, and try `kubectl auth whoami`",
        ) from refused
    except ClusterUnreachable as silent:
        # The same words, with the context's name.
        words = silent.message.replace(f"the API server at {api.configuration.host}", server)
        raise ClusterUnreachable(words, "try `kubectl version`") from silent
    except RequestRefused as refused:
        if refused.status in REFUSALS:
            raise CredentialsRefused(
                f"{server} refuses the credentials with {refused.status}", "try `kubectl auth whoami`"
            ) from refused
        if refused.status != TOO_OLD:
            raise ClusterUnreachable(
                f"{server} answers {refused.status}", "try `kubectl get --raw /readyz`"
            ) from refused
