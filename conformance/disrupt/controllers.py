"""Disturbs replication controllers: asks for another number of pods, another image, or takes one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.deploy.namespace import NAMESPACES
from conformance.manifests import on_site
from conformance.manifests.objects import Content
from conformance.rights.lacking import skipped_without
from conformance.site import NOTHING, SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def scale_controller(api: ApiClient, namespace: str, name: str, replicas: int) -> None:
    """Ask for so many pods, as `kubectl scale rc` does, and return at once.

    Raises MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    path = f"{NAMESPACES}/{namespace}/replicationcontrollers/{name}/scale"
    with skipped_without(Capability.SCALE_CONTROLLERS):
        request(api, "PATCH", path, body={"spec": {"replicas": replicas}})


def change_image(api: ApiClient, namespace: str, name: str, place: int, container: str, image: str) -> None:
    """Put another image into the pod template, as `kubectl set image rc` does; no pod is touched by that.

    `place` is where `container` stands in the template: where another one stands there by now, the API server
    refuses. Raises MissingCapability without the right to, EnvironmentFault where it does not take it.
    """
    at = f"/spec/template/spec/containers/{place}"
    body = [
        {"op": "test", "path": f"{at}/name", "value": container},
        {"op": "replace", "path": f"{at}/image", "value": image},
    ]
    path = f"{NAMESPACES}/{namespace}/replicationcontrollers/{name}"
    with skipped_without(Capability.CHANGE_CONTROLLERS):
        request(api, "PATCH", path, body=body)


def orphan_pods_of(api: ApiClient, namespace: str, name: str, uid: str) -> None:
    """Delete that very controller and leave its pods, as `kubectl delete rc --cascade=orphan` does.

    Its pods are let go first, by the garbage collector: the controller is gone a moment later. Raises
    MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    options = {"preconditions": {"uid": uid}, "propagationPolicy": "Orphan"}
    with skipped_without(Capability.DELETE_CONTROLLERS):
        request(api, "DELETE", f"{NAMESPACES}/{namespace}/replicationcontrollers/{name}", body=options)


def tell_apart(
    api: ApiClient, namespace: str, name: str, labels: Mapping[str, str], *, selecting: bool
) -> None:
    """Give new pods of a controller `labels` more; `selecting`: it knows its pods by them too.

    Raises MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    spec: dict[str, Any] = {"template": {"metadata": {"labels": dict(labels)}}}
    if selecting:
        spec["selector"] = dict(labels)
    path = f"{NAMESPACES}/{namespace}/replicationcontrollers/{name}"
    with skipped_without(Capability.CHANGE_CONTROLLERS):
        request(api, "PATCH", path, body={"spec": spec})


def create_controller(api: ApiClient, namespace: str, body: Content, site: SiteOverlay = NOTHING) -> None:
    """Create a replication controller beside those of the set, with what the `site` asks for.

    Returns at once. Raises EnvironmentFault where the API server does not take it.
    """
    request(api, "POST", f"{NAMESPACES}/{namespace}/replicationcontrollers", body=on_site(body, site))


def delete_controller(api: ApiClient, namespace: str, name: str, uid: str) -> None:
    """Ask for the deletion of that very controller with its pods, as `kubectl delete rc` does.

    Raises MissingCapability without the right to, EnvironmentFault where the API server does not take it.
    """
    options = {"preconditions": {"uid": uid}, "propagationPolicy": "Background"}
    with skipped_without(Capability.DELETE_CONTROLLERS):
        request(api, "DELETE", f"{NAMESPACES}/{namespace}/replicationcontrollers/{name}", body=options)
