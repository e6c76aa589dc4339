"""The Secret that holds Fernet keys: made, and changed as an operator who rotates them changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.deploy.namespace import NAMESPACES
from conformance.manifests import on_site
from conformance.rights.lacking import skipped_without
from conformance.site import NOTHING, SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def create_keys(
    api: ApiClient, namespace: str, name: str, keys: Mapping[str, str], site: SiteOverlay = NOTHING
) -> None:
    """Make a Secret of the keys by their file names, with what the `site` asks for.

    Raises MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    body: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name},
        "stringData": dict(keys),
    }
    with skipped_without(Capability.CHANGE_SECRETS):
        request(api, "POST", f"{NAMESPACES}/{namespace}/secrets", body=on_site(body, site))


def change_keys(
    api: ApiClient, namespace: str, name: str, keys: Mapping[str, str], dropped: frozenset[str]
) -> None:
    """Put other keys into the Secret, and take those `dropped` out; mounted files follow by themselves.

    Raises MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    body: dict[str, Any] = {"stringData": dict(keys), "data": dict.fromkeys(dropped)}
    with skipped_without(Capability.CHANGE_SECRETS):
        request(api, "PATCH", f"{NAMESPACES}/{namespace}/secrets/{name}", body=body)
