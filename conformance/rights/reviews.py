"""Asks the API server what it lets us do; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from conformance.api_patience import again_after
from conformance.api_requests import request
from conformance.errors import ClusterUnreachable
from conformance.rights.right import OF_THE_CLUSTER, Right

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
"""Every authenticated user may ask (role system:basic-user). SelfSubjectRulesReview is passed by: where an
authorizer besides RBAC decides, as on GKE, its list is incomplete and says so."""
AT_ONCE = 8
"""Reviews under way together: forty, one after the other, take over a second where a server is far."""


def not_allowed(api: ApiClient, rights: Sequence[Right], namespace: str = "") -> list[Right]:
    """Return those of `rights` that we do not have in `namespace`, empty for every namespace; in their order.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    if not rights:
        return []
    with ThreadPoolExecutor(min(AT_ONCE, len(rights))) as threads:
        allowed = list(threads.map(lambda right: _may(api, right, namespace), rights))
    return [right for right, may in zip(rights, allowed, strict=True) if not may]


def _may(api: ApiClient, right: Right, namespace: str) -> bool:
    attributes = {
        "namespace": "" if right.resource in OF_THE_CLUSTER else namespace,
        "verb": right.verb,
        "group": right.group,
        "resource": right.resource,
        "subresource": right.subresource,
    }
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    # nothing comes of it: a POST that is not asked again by itself may be asked twice here
    again = again_after(ClusterUnreachable)
    return bool(again(request, api, "POST", REVIEWS, body=review).content["status"].get("allowed"))
