"""Which managed Kubernetes a box can be like, and what that means in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.errors import BadInput


@dataclass(frozen=True)
class Likeness:
    """The figures of one managed Kubernetes; docs/like-gke.md has their sources."""

    name: str
    load_balancer_delay: str
    """A span, as kubebox/kubernetes/loadbalancer reads it."""
    token_lifetime_s: int
    """Seconds for which the API server takes a token; it refuses any that was made to last longer."""


GKE = Likeness(name="gke", load_balancer_delay="45s", token_lifetime_s=120)
LIKENESSES: Mapping[str, Likeness] = MappingProxyType({GKE.name: GKE})


def likeness_named(name: str | None) -> Likeness | None:
    """Return what `--like` names, None for None; raises BadInput for what nothing is like."""
    if name is None:
        return None
    if name not in LIKENESSES:
        raise BadInput(
            f"--like {name}: kubebox cannot be like that", f"it can be like {', '.join(LIKENESSES)}"
        )
    return LIKENESSES[name]
