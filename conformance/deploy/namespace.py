"""A namespace of the run's own, labelled so that the run and a later sweep find it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.api_requests import RequestRefused, request
from conformance.judgement import Judgement, Kept, NotYet
from conformance.manifests import on_site
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL, STACK_LABEL

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

NAMESPACES = "/api/v1/namespaces"
LONGEST_NAME = 63
"""Characters of a namespace's name: a DNS label (RFC 1123)."""


@dataclass(frozen=True)
class Namespace:
    """A namespace that has been made."""

    name: str
    uid: str


def namespace_name(run_id: str, purpose: str) -> str:
    """Return `<run_id>-<purpose>`, of lower-case letters, digits and dashes, 63 characters at most."""
    name = f"{run_id}-{purpose}"
    if len(name) > LONGEST_NAME:
        raise ValueError(f"{name} has more than {LONGEST_NAME} characters")
    return name


def create_namespace(
    api: ApiClient,
    run_id: str,
    purpose: str = "stack",
    site: SiteOverlay = NOTHING,
    *,
    labels: Mapping[str, str] | None = None,
) -> Namespace:
    """Make the namespace that `namespace_name` calls so, as the `site` asks for it, and return it.

    Raises EnvironmentFault (CredentialsRefused, ClusterUnreachable among them) where the API server
    does not make it.
    """
    name = namespace_name(run_id, purpose)
    ours = {RUN_LABEL: run_id, STACK_LABEL: purpose, MANAGED_LABEL: MANAGED_BY}
    metadata = {"name": name, "labels": {**(labels or {}), **ours}}
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
    reply = request(api, "POST", NAMESPACES, body=on_site(body, site))
    return Namespace(name, reply.content["metadata"]["uid"])


def default_service_account(api: ApiClient, namespace: str) -> Judgement[str]:
    """Judge whether the namespace's default service account is there: without it no pod is admitted.

    The controller manager makes it some milliseconds after the namespace. A probe for `Waiter.until_answers`.
    """
    try:
        reply = request(api, "GET", f"{NAMESPACES}/{namespace}/serviceaccounts/default")
    except RequestRefused as refused:
        if refused.status == 404:
            return NotYet("the namespace has no default service account yet", "account-missing")
        raise
    return Kept(str(reply.content["metadata"]["uid"]), "the default service account is there")
