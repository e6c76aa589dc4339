"""What a pod is made of, be it a pod itself or the template of whatever makes some; judged, not trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.manifests.objects import Content


def mapping(content: Content, *path: str) -> Content:
    """Return the mapping at `path`, an empty one where there is none: manifests are judged, not trusted."""
    found: Any = content
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def mappings(content: Content, key: str) -> list[Content]:
    """Return the mappings of the list under `key`."""
    found = content.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def pod_template(content: Content) -> Content:
    """Return the pod template of an object that makes pods; a pod is its own."""
    return content if content["kind"] == "Pod" else mapping(content, "spec", "template")


def containers(content: Content) -> list[Content]:
    """Return the containers of a pod, or of the pod template of what makes some."""
    return mappings(mapping(pod_template(content), "spec"), "containers")


def opened(of: Iterable[Content]) -> set[Any]:
    """Return the ports that these containers open."""
    return {port.get("containerPort") for container in of for port in mappings(container, "ports")}
