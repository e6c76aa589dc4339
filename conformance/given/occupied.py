"""Whether a namespace that is given has room for a stack: nothing that is there may be hit or mixed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from conformance.errors import EnvironmentFault
from conformance.given.marks import kinds_in_order
from conformance.given.remaining import objects_of
from conformance.given.selecting import POLICY, SELECTING, opened_by, ruled_by, selects
from conformance.manifests import Changes, ManifestSet, prepare
from conformance.manifests.objects import read_objects
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.manifests.pod_templates import mapping, pod_template
from conformance.site import SiteOverlay

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Objects = Mapping[str, Sequence[Mapping[str, Any]]]
"""By kind."""


def refuse_occupied(api: ApiClient, namespace: str, manifests: ManifestSet, site: SiteOverlay) -> None:
    """Raise EnvironmentFault where something in `namespace` has a name that the set needs, where labels of
    the one would select pods of the other, or where a NetworkPolicy shuts what nothing opens again.

    A kind that the run may not list is not looked at.
    """
    placed = prepare(manifests, Changes(namespace, site=site))
    kinds = kinds_in_order(frozenset((*(each.kind for each in placed.manifests), *SELECTING, POLICY)))
    there = {kind: objects_of(api, namespace, kind) for kind in kinds}
    beside = [each.name for each in read_objects(ADMIN_SERVICE)]
    elsewhere = "name a namespace without it (--namespace)"
    if found := next(collisions(there, placed, beside), ""):
        raise EnvironmentFault(f"namespace {namespace} has {found}", f"{elsewhere}, or take it away")
    if found := next(shutting(there, placed), ""):
        raise EnvironmentFault(
            f"namespace {namespace} has {found}",
            f"{elsewhere}, or a set with a policy for them (docs/rights.md)",
        )


def collisions(there: Objects, manifests: ManifestSet, beside: Sequence[str] = ()) -> Iterator[str]:
    """Yield in words each thing that is there and in the way of the set, or of services `beside` it; pure."""
    made = [(each.kind, each.name) for each in manifests.manifests]
    for kind, name in (*made, *(("Service", each) for each in beside)):
        if name in {item["metadata"]["name"] for item in there.get(kind, ())}:
            yield f"{kind.lower()} {name}, which the run would make"
    templates = _labels_of_pods(manifests)
    for kind in SELECTING:
        for item in there.get(kind, ()):
            if any(selects(kind, item, labels) for labels in templates):
                yield f"{kind.lower()} {item['metadata']['name']}, which selects pods that the run would make"
    for pod in there.get("Pod", ()):
        labels = pod["metadata"].get("labels") or {}
        for each in manifests.manifests:
            if selects(each.kind, each.content, labels):
                yield f"pod {pod['metadata']['name']}, which {each.kind.lower()} {each.name} would select"


def shutting(there: Objects, manifests: ManifestSet) -> Iterator[str]:
    """Yield in words each NetworkPolicy that is there and shuts off pods of the set, where no policy lets
    anything through to them, or from them; pure.

    Policies add up: what one lets through, there or of the set, is let through beside any other. Whether that
    is what the stack needs is not judged here.
    """
    every = [*there.get(POLICY, ()), *(each.content for each in manifests.manifests if each.kind == POLICY)]
    templates = _labels_of_pods(manifests)
    for policy in there.get(POLICY, ()):
        shut: set[str] = set()
        for labels in templates:
            if selects(POLICY, policy, labels):
                opened = (opened_by(each) for each in every if selects(POLICY, each, labels))
                shut |= ruled_by(policy).difference(*opened)
        if shut:
            what = " and ".join(each.lower() for each in sorted(shut))
            yield f"networkpolicy {policy['metadata']['name']}, which shuts {what} of pods of the run"


def _labels_of_pods(manifests: ManifestSet) -> list[Mapping[str, Any]]:
    templates = (pod_template(each.content) for each in manifests.manifests)
    return [mapping(each, "metadata", "labels") for each in templates if each]
