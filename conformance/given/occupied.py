"""Whether a namespace that is given has room for a stack: nothing that is there may be hit or mixed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from conformance.errors import EnvironmentFault
from conformance.given.marks import kinds_in_order
from conformance.given.remaining import objects_of
from conformance.manifests import ManifestSet
from conformance.manifests.objects import read_objects
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.manifests.pod_templates import mapping, pod_template

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Objects = Mapping[str, Sequence[Mapping[str, Any]]]
"""By kind."""
SELECTING = ("Service", "ReplicationController")
"""Kinds that choose pods by label, and that we may list."""


def refuse_occupied(api: ApiClient, namespace: str, manifests: ManifestSet) -> None:
    """Raise EnvironmentFault where something in `namespace` has a name that the set needs, or where labels of
    the one would select pods of the other.
    """
    kinds = kinds_in_order(frozenset(each.kind for each in manifests.manifests))
    there = {kind: objects_of(api, namespace, kind) for kind in kinds}
    beside = [each.name for each in read_objects(ADMIN_SERVICE)]
    if found := next(collisions(there, manifests, beside), ""):
        raise EnvironmentFault(
            f"namespace {namespace} has {found}", "name a namespace without it (--namespace), or take it away"
        )


def collisions(there: Objects, manifests: ManifestSet, beside: Sequence[str] = ()) -> Iterator[str]:
    """Yield in words each thing that is there and in the way of the set, or of services `beside` it; pure."""
    ours = [each.content for each in manifests.manifests]
    made = [(each.kind, each.name) for each in manifests.manifests]
    for kind, name in (*made, *(("Service", each) for each in beside)):
        if name in {item["metadata"]["name"] for item in there.get(kind, ())}:
            yield f"{kind.lower()} {name}, which the run would make"
    templates = [mapping(pod_template(each), "metadata", "labels") for each in ours if pod_template(each)]
    for kind in SELECTING:
        for item in there.get(kind, ()):
            if any(_selects(item, labels) for labels in templates):
                yield f"{kind.lower()} {item['metadata']['name']}, which selects pods that the run would make"
    pods = there.get("Pod", ())
    for each in ours:
        if found := next((pod for pod in pods if _selects(each, pod["metadata"].get("labels") or {})), None):
            name = found["metadata"]["name"]
            yield f"pod {name}, which {each['kind'].lower()} {each['metadata']['name']} would select"


def _selects(selecting: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    spec = selecting.get("spec") or {}
    selector = spec.get("selector") or {}
    wanted = selector.get("matchLabels", selector)
    chooses = selecting.get("kind", "") != "Pod" and bool(wanted)
    return chooses and all(labels.get(key) == value for key, value in _texts(wanted))


def _texts(wanted: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((key, value) for key, value in wanted.items() if isinstance(value, str))
