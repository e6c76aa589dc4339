"""Whether the suite found a fault that was put into a stack on the judged cluster, as a record has it."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.record_types import RunPath, Seconds


@dataclass(frozen=True)
class AlarmRecord:
    """One fault, and what the promise that has to find it said."""

    mutant: str
    """The name that `./toxw -e sabotage -- --only` takes."""
    what: str
    """One sentence: what is broken."""
    promise: str
    """The one that has to find it; empty where this cluster can show none that would."""
    found: bool
    verdict: str
    """Of that promise; `no verdict` where there is none."""
    said: str
    """The first line of its reason, or why the fault could not be put to the test."""
    seconds: Seconds
    report: RunPath | None = None
    """The folder with its own run's reports, below that of this one; null where it was not tried."""
    left_behind: tuple[str, ...] = ()
    """What that run left on the cluster."""
