"""Puts a pod beside those that a controller has made."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.deploy.namespace import NAMESPACES
from conformance.manifests import on_site
from conformance.site import NOTHING, SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


@dataclass(frozen=True)
class BarePod:
    """A pod that was created by nobody's order but the suite's."""

    name: str
    uid: str


def create_bare_pod(
    api: ApiClient, namespace: str, name: str, template: Mapping[str, Any], site: SiteOverlay = NOTHING
) -> BarePod:
    """Create a pod of that name from a controller's pod template, with its labels and without an owner.

    It has what the `site` asks for, even where the template has lost that.
    Returns at once. Raises EnvironmentFault where the API server does not take it.
    """
    metadata = {**copy.deepcopy(template.get("metadata") or {}), "name": name}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
    reply = request(api, "POST", f"{NAMESPACES}/{namespace}/pods", body=on_site(body, site))
    return BarePod(name, reply.content["metadata"]["uid"])
