"""Which rights a run needs: those of the shipped role, and to make each kind of its manifests; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.deploy.objects import PLACES
from conformance.rights.right import Right
from conformance.rights.roles import CLUSTER, NAMESPACE, rights_in

OF_A_NAMESPACE = ("create", "deletecollection", "list")
"""What is done with each kind in a namespace that is given: there it does not go with the namespace."""


def rights_needed(kinds: Iterable[str], *, given_namespace: bool) -> tuple[Right, ...]:
    """Return what a run must be allowed to do that deploys objects of `kinds`, sorted."""
    shipped = rights_in(NAMESPACE if given_namespace else CLUSTER)
    verbs = OF_A_NAMESPACE if given_namespace else ("create",)
    return tuple(sorted({*shipped, *_on(kinds, verbs)}))


def _on(kinds: Iterable[str], verbs: tuple[str, ...]) -> Iterator[Right]:
    for kind in kinds:
        group, resource = group_and_resource(kind)
        yield from (Right(verb, resource, group=group) for verb in verbs)


def group_and_resource(kind: str) -> tuple[str, str]:
    """Return how RBAC calls a kind that a stack may be made of: its API group and its resource."""
    words = PLACES[kind].strip("/").split("/")
    return (words[1] if words[0] == "apis" else ""), words[-1]
