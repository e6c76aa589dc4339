"""What befell a node or a pod of the run without the suite's doing, as the record of a run has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.record_types import Identifier, Moment


class DisturbanceKind(StrEnum):
    """The signs by which the API server shows it."""

    CORDONED = "cordoned"
    NOT_READY = "not ready"
    GONE = "gone"
    BOOTED = "booted anew"
    EVICTED = "evicted"
    """Of a pod: thrown out by its node, the scheduler, the eviction API or the pod garbage collector."""


@dataclass(frozen=True)
class DisturbanceRecord:
    """One disturbance, and the promises that it left unknown."""

    kind: DisturbanceKind
    words: str
    """E.g. `node gke-1 cordoned`."""
    node: str
    namespace: str
    """Of the pod; empty for a node."""
    pod: str
    began: Moment
    ended: Moment | None
    """Null while it lasts; the same moment as `began` for what does not last."""
    promises: tuple[Identifier, ...] = ()
    """Judged broken while it lay over them: unknown."""
