"""What a run changes in a set of manifests before it deploys them: pure, each difference in words."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from conformance.credentials import Credentials
from conformance.image_reference import ImageReference
from conformance.manifests.images_named import pinned
from conformance.manifests.manifest_set import ManifestSet
from conformance.manifests.objects import Content
from conformance.manifests.passwords import with_credentials
from conformance.manifests.placed_on_site import on_site
from conformance.manifests.pod_templates import mapping, pod_template
from conformance.manifests.roles import database_container, keystone_container, memcached_container
from conformance.registry.tags import Pins
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import Role

ByRole = Mapping[Role, list[Content]]
"""Bare pods play the controller's role together; each other one is played by one object."""


@dataclass(frozen=True)
class Changes:
    """What differs from the manifests as they stand in their folder; what is None or empty stays."""

    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Put on every object, e.g. the run's id; not on pod templates, whose labels select."""
    keystone_image: ImageReference | None = None
    database_image: ImageReference | None = None
    memcached_image: ImageReference | None = None
    pins: Pins = field(default_factory=Pins)
    """Put in the place of the images that are deployed, those above among them."""
    pull_secrets: tuple[str, ...] = ()
    """The names of secrets in the namespace."""
    credentials: Credentials | None = None
    source_ranges: tuple[str, ...] = ()
    """CIDRs that may reach the public service."""
    site: SiteOverlay = NOTHING
    """What the cluster's site asks of every object."""


def prepare(manifests: ManifestSet, changes: Changes) -> ManifestSet:
    """Return a set to deploy, with its deviations; the given one is not touched."""
    contents = {str(manifest): copy.deepcopy(manifest.content) for manifest in manifests.manifests}
    by_role: ByRole = {role: [] for role in Role}
    for manifest in manifests.manifests:
        by_role[manifest.role].append(contents[str(manifest)])
    said = [
        *_place(list(contents.values()), changes),
        *_images(by_role, changes),
        *pinned(contents.values(), changes.pins),
        *_pull_secrets(contents.values(), changes.pull_secrets),
        *_source_ranges(by_role[Role.PUBLIC_SERVICE][0], changes.source_ranges),
        *changes.site.told(),
    ]
    placed = {name: on_site(content, changes.site) for name, content in contents.items()}
    prepared = tuple(replace(manifest, content=placed[str(manifest)]) for manifest in manifests.manifests)
    if changes.credentials is not None:
        said += with_credentials(prepared, changes.credentials)
    return replace(manifests, manifests=prepared, deviations=(*manifests.deviations, *said))


def _place(contents: list[Content], changes: Changes) -> list[str]:
    for content in contents:
        metadata = content["metadata"]
        metadata["namespace"] = changes.namespace
        if changes.labels:
            # A controller without labels gets its template's by default; with ours it must still have those.
            given = metadata.get("labels") or dict(mapping(content, "spec", "template", "metadata", "labels"))
            metadata["labels"] = {**given, **changes.labels}
    said = ["every object: the namespace of the run"]
    if changes.labels:
        said.append("every object: labels " + ", ".join(changes.labels))
    return said


def _images(by_role: ByRole, changes: Changes) -> list[str]:
    controllers = by_role[Role.CONTROLLER]
    wanted = (
        *(("keystone", keystone_container(each), changes.keystone_image) for each in controllers),
        ("database", database_container(by_role[Role.DATABASE][0]), changes.database_image),
        *(("memcached", memcached_container(each), changes.memcached_image) for each in controllers),
    )
    said = []
    for what, container, image in wanted:
        if image is not None and container and container.get("image") != str(image):
            said.append(f"{what} image: {image} in place of {container.get('image', 'none')}")
            container["image"] = str(image)
    return said


def _pull_secrets(contents: Iterable[Content], names: tuple[str, ...]) -> list[str]:
    for content in contents:
        if names and (spec := mapping(pod_template(content), "spec")):
            added = [{"name": name} for name in names]
            spec["imagePullSecrets"] = [*(spec.get("imagePullSecrets") or []), *added]
    return [f"every pod: image pull secret {name}" for name in names]


def _source_ranges(public_service: Content, ranges: tuple[str, ...]) -> list[str]:
    if not ranges:
        return []
    public_service.setdefault("spec", {})["loadBalancerSourceRanges"] = list(ranges)
    return [f"public service: reached from {', '.join(ranges)} only"]
