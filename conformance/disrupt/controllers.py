"""Disturbs a replication controller: asks it for another number of pods, or takes it from its pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.capability import Capability
from conformance.deploy.namespace import NAMESPACES
from conformance.rights.lacking import skipped_without

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
