"""The images that a set's containers name: found, refused without a digest, pinned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conformance.errors import BadInput
from conformance.manifests.manifest_set import ManifestSet
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import mapping, mappings, pod_template
from conformance.registry.tags import Pins


def images_of(manifests: ManifestSet) -> tuple[str, ...]:
    """Return every image that a container of the set names, each once, in the order of the manifests."""
    named = (each.get("image") for manifest in manifests.manifests for each in _containers(manifest.content))
    return tuple(dict.fromkeys(image for image in named if isinstance(image, str)))


def refuse_tags(manifests: ManifestSet) -> None:
    """Raise BadInput naming the first container whose image has no digest."""
    for manifest in manifests.manifests:
        for container in _containers(manifest.content):
            image = str(container.get("image", ""))
            if "@" not in image:
                raise BadInput(
                    f"--require-digest: container {container.get('name')} of {manifest} has image "
                    f"{image or 'none'}, which names no digest",
                    "write NAME@sha256:…, in the manifest or with its --…-image option",
                )


def pinned(contents: Iterable[Content], pins: Pins) -> list[str]:
    """Put each image's pin in its place, in the contents themselves; return in words what became of each."""
    for content in contents:
        for container in _containers(content):
            image = container.get("image")
            if isinstance(image, str):
                container["image"] = pins.names.get(image, image)
    return list(pins.told())


def _containers(content: Content) -> Iterator[dict[str, Any]]:
    spec = mapping(pod_template(content), "spec")
    for part in ("initContainers", "containers"):
        yield from mappings(spec, part)
