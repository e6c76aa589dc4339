"""Asks, before anything is made, for every right that a run needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from conformance.capabilities import RIGHTS
from conformance.errors import RightMissing
from conformance.report.phrases import count
from conformance.rights.needed import rights_needed
from conformance.rights.reviews import not_allowed
from conformance.rights.right import Right
from conformance.rights.roles import CLUSTER, GIVEN_NAMESPACE, NAMESPACE, RBAC, rights_in

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

NAMED = 4
"""So many missing rights are named in the line."""
OPTIONAL = frozenset(right for rights in RIGHTS.values() for right in rights)
"""What only some promises need: where it is missing, a capability is, and these are skipped."""


def refuse_without_rights(api: ApiClient, kinds: Iterable[str], namespace: str = "") -> None:
    """Raise RightMissing where a right that every run needs is missing; nothing has been made yet.

    `kinds` are those of the manifests; `namespace` is the one that the run is given, empty where it makes
    its own. Raises EnvironmentFault where the API server cannot be asked.
    """
    needed = rights_needed(kinds, given_namespace=bool(namespace))
    missing = not_allowed(api, [right for right in needed if right not in OPTIONAL], namespace)
    if missing:
        where = f"in namespace {namespace}" if namespace else "in every namespace"
        named = ", ".join(map(str, missing[:NAMED]))
        more = f" and {count(len(missing) - NAMED, 'more', 'more')}" if len(missing) > NAMED else ""
        raise RightMissing(f"not allowed {where} to {named}{more}", remedy(missing, namespace))


def remedy(missing: Collection[Right], namespace: str) -> str:
    """Return how somebody who administers the cluster gives what is missing; pure."""
    base = NAMESPACE if namespace else CLUSTER
    folders = [base, base.with_name(f"{base.name}-hardened")]
    giving = [each.relative_to(RBAC.parent) for each in folders if set(rights_in(each)) & set(missing)]
    if not giving:
        return "no role of rbac/ has that: add it to one (docs/rights.md)"
    if namespace:
        files = " ".join(f"{each}/*.yaml" for each in giving)
        command = f"sed 's/{GIVEN_NAMESPACE}/{namespace}/' {files} | kubectl apply -f -"
    else:
        command = f"kubectl apply {' '.join(f'-f {each}' for each in giving)}"
    return f"`{command}` gives it to the service account keystone-conformance (docs/rights.md)"
