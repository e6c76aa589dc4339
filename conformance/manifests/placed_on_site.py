"""Objects with what their site asks for: added, never put in the place of something."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.errors import BadInput
from conformance.manifests.manifest_set import Manifest
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import mapping, mappings, pod_template
from conformance.site import SiteOverlay


def on_site(content: Content, site: SiteOverlay) -> Content:
    """Return the object as it is sent to that site; the given one is not touched.

    Labels and annotations go on the object and, where it makes pods, on their template; node selector and
    tolerations on every pod. What is there already stays: `refuse_overriding` tells of that beforehand.
    """
    placed = copy.deepcopy(content)
    template = pod_template(placed)
    if site.labels:
        # A controller without labels gets its template's by default: with the site's it still has those.
        _metadata(placed).setdefault("labels", dict(mapping(template, "metadata", "labels")))
    _mark(placed, placed["kind"], site)
    if template and template is not placed:
        _mark(template, "Pod", site)
    if spec := mapping(template, "spec"):
        _add(spec, "nodeSelector", site.nodeSelector)
        there = mappings(spec, "tolerations")
        wanted = [each.content() for each in site.tolerations]
        if missing := [one for one in wanted if one not in there]:
            spec["tolerations"] = [*there, *missing]
    return placed


def _mark(content: Content, kind: str, site: SiteOverlay) -> None:
    _add(_metadata(content), "labels", site.labels)
    _add(_metadata(content), "annotations", site.annotations_of(kind))


def _metadata(content: Content) -> Content:
    found = content.get("metadata")
    if not isinstance(found, dict):
        found = content["metadata"] = {}
    return found


def _add(content: Content, key: str, wanted: Mapping[str, str]) -> None:
    if wanted:
        content[key] = {**wanted, **mapping(content, key)}


def refuse_overriding(manifests: Iterable[Manifest], site: SiteOverlay, environment: str) -> None:
    """Raise BadInput where the site asks for something that a manifest has with another value."""
    for manifest in manifests:
        for what, name, own, wanted in _conflicts(manifest.content, site):
            raise BadInput(
                f"environment {environment}: {what} {name}={wanted} would replace {name}={own} of {manifest}",
                "an environment adds to the manifests and replaces nothing, choose another name",
            )


def _conflicts(content: Content, site: SiteOverlay) -> Iterator[tuple[str, str, Any, str]]:
    template = pod_template(content)
    places = (
        ("label", mapping(content, "metadata", "labels"), site.labels),
        ("annotation", mapping(content, "metadata", "annotations"), site.annotations_of(content["kind"])),
        ("label", mapping(template, "metadata", "labels"), site.labels),
        ("annotation", mapping(template, "metadata", "annotations"), site.annotations_of("Pod")),
        ("node selector", mapping(template, "spec", "nodeSelector"), site.nodeSelector),
    )
    for what, own, wanted in places:
        for name in own.keys() & wanted.keys():
            if own[name] != wanted[name]:
                yield what, name, own[name], wanted[name]
