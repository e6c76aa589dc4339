"""Says by name what of a run is still on a cluster, and which finalizer it waits for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import CredentialsRefused
from conformance.finalizers import remedy
from conformance.judgement import Judgement, Kept, NotYet
from conformance.stack import RUN_LABEL

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LOOKED_AT = ("services", "replicationcontrollers", "pods", "persistentvolumeclaims")
"""What may keep a namespace from going, most telling first."""
OTHER_KIND = re.compile(r"(?P<resource>[a-z0-9]+)\.(?P<group>[a-z0-9.-]*) has \d+ resource instances")
"""How the namespace controller names what it could not delete, e.g. `configmaps. has 1 resource instances`
(kubernetes, pkg/controller/namespace/deletion/status_condition_utils.go)."""
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Remaining:
    """One thing of a run that is still there."""

    namespace: str
    kind: str
    name: str
    going: bool
    """Whether its deletion has been asked for."""
    finalizers: tuple[str, ...] = ()
    said: str = ""
    """What the namespace controller complains of."""

    def __str__(self) -> str:
        """Return the thing and what it waits for, in one line."""
        where = "" if self.kind == "namespace" else f"namespace {self.namespace}: "
        return f"{where}{self.kind} {self.name} {self._waits_for()}{self.said}"

    def _waits_for(self) -> str:
        if not self.going:
            return "is not being deleted"
        return "waits for " + (f"finalizer {', '.join(self.finalizers)}" if self.finalizers else "its end")

    def with_remedy(self) -> str:
        """Return the line with what a person can do about it."""
        todo = remedy(self.namespace, self.kind, self.name, self.finalizers) if self.going else ""
        return f"{self}: {todo}" if todo else str(self)


def what_remains(
    api: ApiClient, run_id: str, seen_gone: set[tuple[str, str]] | None = None
) -> list[Remaining]:
    """Return each thing of the run that is still on the cluster.

    Whoever looks again and again at namespaces that go gives the same set of `seen_gone` each time: a kind
    of which a namespace has none left is put there, and not asked for again. Raises EnvironmentFault where
    the API server cannot be asked.
    """
    query = [("labelSelector", f"{RUN_LABEL}={run_id}")]
    namespaces = request(api, "GET", NAMESPACES, query=query).content["items"]
    return [each for namespace in namespaces for each in _remains_of(api, namespace, seen_gone)]


def what_remains_in(api: ApiClient, names: Iterable[str]) -> list[Remaining]:
    """Return each thing that is still there of the namespaces `names`; raises as `what_remains` does."""
    found: list[Remaining] = []
    for name in names:
        try:
            found += _remains_of(api, request(api, "GET", f"{NAMESPACES}/{name}").content)
        except RequestRefused as refused:
            if refused.status != 404:
                raise
    return found


def gone(look: Callable[[], list[Remaining]]) -> Judgement[None]:
    """Judge whether `look` finds nothing any more. A probe for `Waiter.until_answers`."""
    left = look()
    return NotYet("; ".join(map(str, left))) if left else Kept(None, "nothing remains")


def _remains_of(
    api: ApiClient, namespace: Object, seen_gone: set[tuple[str, str]] | None = None
) -> list[Remaining]:
    name = namespace["metadata"]["name"]
    known = set() if seen_gone is None else seen_gone
    inside: list[Remaining] = []
    for kind in LOOKED_AT:
        if (name, kind) in known:
            continue
        items = request(api, "GET", f"{NAMESPACES}/{name}/{kind}").content["items"]
        inside += [described(name, kind.rstrip("s"), item) for item in items]
        # nothing can be made in a namespace that goes (kubernetes, admission plugin NamespaceLifecycle)
        if not items and namespace["metadata"].get("deletionTimestamp"):
            known.add((name, kind))
    said = [one["message"] for one in _complaints(namespace)]
    return inside or _of_other_kinds(api, name, said) or [described(name, "namespace", namespace, said)]


def described(namespace: str, kind: str, item: Object, said: Iterable[str] = ()) -> Remaining:
    """Return an object of `kind` as a remaining thing; `said` is what is complained of it."""
    metadata = item["metadata"]
    finalizers = metadata.get("finalizers") or item.get("spec", {}).get("finalizers") or ()
    return Remaining(
        namespace,
        kind,
        metadata["name"],
        bool(metadata.get("deletionTimestamp")),
        tuple(finalizers),
        "".join(f"; {line}" for line in said),
    )


def _complaints(namespace: Object) -> list[Object]:
    """Return the namespace controller's own complaints, e.g. of an API service that does not answer."""
    found = namespace.get("status", {}).get("conditions") or []
    return [one for one in found if one.get("status") == "True"]


def _of_other_kinds(api: ApiClient, namespace: str, said: Iterable[str]) -> list[Remaining]:
    """Return what the namespace controller names of kinds that a stack has none of; it may know one by group
    only, or we may not look at it: then its words must do.
    """
    found: list[Remaining] = []
    for kind in OTHER_KIND.finditer("\n".join(said)):
        resource, group = kind["resource"], kind["group"]
        try:
            items = request(api, "GET", f"{_root(api, group)}/namespaces/{namespace}/{resource}").content[
                "items"
            ]
        except (RequestRefused, CredentialsRefused):
            return []
        found += [described(namespace, f"{resource}.{group}".rstrip("."), item) for item in items]
    return found


def _root(api: ApiClient, group: str) -> str:
    if not group:
        return "/api/v1"
    preferred = request(api, "GET", f"/apis/{group}").content["preferredVersion"]["groupVersion"]
    return f"/apis/{preferred}"
