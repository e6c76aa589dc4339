"""What of a cluster may differ before a run and after its end: each with its reason, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_KIND = "every kind"


@dataclass(frozen=True)
class LeftOut:
    """A kind of object, or a field of it, that is not compared."""

    kind: str
    field: str
    """A path of keys with dots; empty where the kind is left out as a whole."""
    why: str


EXCEPTIONS = (
    LeftOut("Event", "", "tells what happened, runs too; the API server drops it after an hour"),
    LeftOut(
        "Lease", "", "is renewed every few seconds by the components; a run's own goes with its namespace"
    ),
    LeftOut(EVERY_KIND, "metadata.resourceVersion", "counts writes, also those that change nothing else"),
    LeftOut(EVERY_KIND, "metadata.managedFields", "says who wrote a field when, and holds no value"),
    LeftOut("Node", "status", "the kubelet's own: heartbeats, and the images that it holds"),
)
