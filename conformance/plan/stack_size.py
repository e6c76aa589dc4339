"""What one stack asks of a cluster, as its manifests have it; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from kubernetes.utils.quantity import parse_quantity

from conformance.errors import BadInput
from conformance.manifests.manifest_set import ManifestSet
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers, mapping, mappings, pod_template
from conformance.stack import Role

NOTHING = Decimal(0)


@dataclass(frozen=True)
class StackSize:
    """Pods, cores, load balancers and volume claims of one or several stacks."""

    pods: int = 0
    cpu_requested: Decimal = NOTHING
    """Cores: of containers that name only a limit, that is their request too."""
    cpu_limit: Decimal = NOTHING
    without_request: int = 0
    """Containers that ask for no cpu: they get what is left, and on GKE Autopilot its default."""
    load_balancers: int = 0
    claims: int = 0

    def __add__(self, other: StackSize) -> StackSize:
        """Return both together."""
        return StackSize(
            self.pods + other.pods,
            self.cpu_requested + other.cpu_requested,
            self.cpu_limit + other.cpu_limit,
            self.without_request + other.without_request,
            self.load_balancers + other.load_balancers,
            self.claims + other.claims,
        )

    def times(self, number: int) -> StackSize:
        """Return `number` of these."""
        return sum((self for _ in range(number)), StackSize())


def replica_size(manifests: ManifestSet) -> StackSize:
    """Return what one keystone pod asks for."""
    return _pod(manifests, Role.CONTROLLER)


def stack_size(manifests: ManifestSet, roles: Collection[Role]) -> StackSize:
    """Return what a stack of those of the four `roles`, and all supporting objects, asks for.

    Raises BadInput where a manifest names a quantity that is none.
    """
    size = StackSize(claims=sum(each.kind == "PersistentVolumeClaim" for each in manifests.manifests))
    if Role.DATABASE in roles:
        size += _pod(manifests, Role.DATABASE)
    if Role.CONTROLLER in roles:
        size += replica_size(manifests).times(manifests.names.replicas)
    if Role.PUBLIC_SERVICE in roles:
        balanced = mapping(manifests.of(Role.PUBLIC_SERVICE).content, "spec").get("type") == "LoadBalancer"
        size += StackSize(load_balancers=int(balanced))
    return size


def _pod(manifests: ManifestSet, role: Role) -> StackSize:
    """Return what one pod asks for: the most of what runs at once, its containers or one that prepares it."""
    manifest = manifests.of(role)
    at_once = containers(manifest.content)
    before = mappings(mapping(pod_template(manifest.content), "spec"), "initContainers")
    named = str(manifest)
    requested = [_requested(each, named) for each in at_once]
    limits = [_quantity(each, "limits", named) for each in at_once]
    return StackSize(
        pods=1,
        cpu_requested=max([sum(requested, NOTHING), *(_requested(each, named) for each in before)]),
        cpu_limit=max([sum(limits, NOTHING), *(_quantity(each, "limits", named) for each in before)]),
        without_request=sum(not cores for cores in requested),
    )


def _requested(container: Content, named: str) -> Decimal:
    return _quantity(container, "requests", named) or _quantity(container, "limits", named)


def _quantity(container: Content, kind: str, named: str) -> Decimal:
    found = mapping(container, "resources", kind).get("cpu")
    if found is None:
        return NOTHING
    try:
        return Decimal(parse_quantity(str(found)))  # type: ignore[no-untyped-call]  # the client has types in part
    except ValueError as error:
        raise BadInput(f"{named}: cpu {found!r} is no quantity", "write it as 0.5 or 500m") from error
