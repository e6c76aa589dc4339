"""Nodes that the suite itself has switched off: what that brings about is no disturbance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.disturbance_record import DisturbanceKind
from conformance.ledger.signs import Sign
from conformance.observed import NodeView, PodView

OF_THE_LOSS = frozenset({DisturbanceKind.NOT_READY, DisturbanceKind.BOOTED})
"""A node that is cordoned meanwhile, or taken away for good, is somebody else's doing."""
BY_THE_TAINT = "DeletionByTaintManager"
"""Why a pod is evicted whose node is unreachable (kubernetes.io, "Pod disruption conditions")."""


@dataclass
class IntendedLosses:
    """By the name of each node: the boot it was in when it was switched off."""

    _boots: dict[str, str] = field(default_factory=dict)

    def add(self, node: str, boot_id: str) -> None:
        """Expect the loss of a node until it is Ready in another boot."""
        self._boots[node] = boot_id

    def left_of(self, signs: Iterable[Sign], now: NodeView) -> list[Sign]:
        """Return those of a node's signs that come of no intended loss."""
        if now.name not in self._boots:
            return list(signs)
        left = [sign for sign in signs if sign.kind not in OF_THE_LOSS]
        if now.is_ready and now.boot_id != self._boots[now.name]:
            del self._boots[now.name]
        return left

    def left_of_pod(self, signs: Iterable[Sign], now: PodView) -> list[Sign]:
        """Return those of a pod's signs that come of no intended loss of its node."""
        target = now.condition("DisruptionTarget")
        by_the_taint = target is not None and target.reason == BY_THE_TAINT
        return [] if now.node in self._boots and by_the_taint else list(signs)
