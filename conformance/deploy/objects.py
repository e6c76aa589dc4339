"""Creates the objects of a set, strictly checked; tells a wrong manifest from a cluster that cannot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_requests import QuotaNotCounted, RequestRefused, request
from conformance.causes import classify_create_failure
from conformance.errors import ConformanceError, EnvironmentFault, PromiseBroken
from conformance.manifests import Manifest, ManifestSet
from conformance.stack import StackNames
from conformance.verdict import Verdict

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

PLACES: Mapping[str, str] = {
    "Pod": "/api/v1/namespaces/{}/pods",
    "Service": "/api/v1/namespaces/{}/services",
    "ReplicationController": "/api/v1/namespaces/{}/replicationcontrollers",
    "Secret": "/api/v1/namespaces/{}/secrets",
    "ConfigMap": "/api/v1/namespaces/{}/configmaps",
    "PersistentVolumeClaim": "/api/v1/namespaces/{}/persistentvolumeclaims",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "NetworkPolicy": "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies",
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
    "ReplicaSet": "/apis/apps/v1/namespaces/{}/replicasets",
    "StatefulSet": "/apis/apps/v1/namespaces/{}/statefulsets",
}
"""Where the API keeps each kind that a stack is made of, or that may stand in its controller's place."""
OF_THE_MANIFEST = (400, 404, 409, 413, 422)
"""Statuses that speak of the object: malformed, unknown field or kind, already there, too big, invalid."""
STRICT = [("fieldValidation", "Strict"), ("fieldManager", "keystone-conformance")]
"""An unknown or doubled field is an error, as in `kubectl create`."""


@dataclass(frozen=True)
class Deployed:
    """What was created, under which uids, and when."""

    namespace: str
    names: StackNames
    uids: Mapping[str, str]
    """`Kind/name` -> uid."""
    created: float
    """Monotonic time at which the last object had been accepted."""
    warnings: tuple[str, ...]
    """What the API server had to say of objects that it accepted."""
    stored: tuple[tuple[Manifest, Mapping[str, Any]], ...]
    """Each manifest with the object as the API server keeps it."""


def deploy(api: ApiClient, manifests: ManifestSet, namespace: str) -> Deployed:
    """Create every object of the set in `namespace`, in the set's order, and return what was made.

    Raises PromiseBroken ("manifest not accepted: …") where the API server calls an object wrong, and
    EnvironmentFault where the cluster or its site does not allow it: quota, policy, rights, an API server
    that is busy or gone.
    """
    uids: dict[str, str] = {}
    warnings: list[str] = []
    stored: list[tuple[Manifest, Mapping[str, Any]]] = []
    for manifest in manifests.manifests:
        try:
            reply = request(
                api, "POST", PLACES[manifest.kind].format(namespace), query=STRICT, body=manifest.content
            )
        except RequestRefused as refused:
            raise not_accepted(manifest, refused) from refused
        uids[f"{manifest.kind}/{manifest.name}"] = reply.content["metadata"]["uid"]
        stored.append((manifest, reply.content))
        warnings += [f"{manifest}: {warning}" for warning in reply.warnings]
    return Deployed(namespace, manifests.names, uids, time.monotonic(), tuple(warnings), tuple(stored))


def not_accepted(manifest: Manifest, refused: RequestRefused) -> ConformanceError:
    """Return the error for a refused object.

    A webhook or policy of the site may refuse with any status, a 400 or 422 too (k8s.io/apiserver,
    webhook/errors/statuserror.go), so its words are read before the status is.
    """
    if refused.status == 404 and refused.words.startswith("namespaces "):
        return EnvironmentFault(
            f"{manifest}: its namespace is gone: {refused.words}", "see who deletes namespaces"
        )
    if isinstance(refused, QuotaNotCounted):
        return EnvironmentFault(
            f"{manifest}: the quota was not counted in time: {refused.words}", "run again"
        )
    cause = classify_create_failure(refused.words)
    known = cause.verdict is Verdict.UNKNOWN and cause.identifier != "creation-failed"
    if known or refused.status not in OF_THE_MANIFEST:
        what = cause.words if known else "not created"
        return EnvironmentFault(f"{manifest}: {what}: {refused.words}", cause.remedy, cause=cause.identifier)
    return PromiseBroken(f"manifest not accepted: {manifest}: {refused.words}")
