"""How long each replica still took what had been taken away, as the record of a run has it."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.record_types import Seconds


@dataclass(frozen=True)
class ClockRecord:
    """One thing taken away, at one replica; seconds since it was taken away."""

    what: str
    replica: str
    within_s: Seconds
    """The bound that is promised."""
    last_taken_s: Seconds | None
    """When the last request that was still taken had been sent; null where none was."""
    first_refused_s: Seconds | None
    """When the first that was refused had been sent; null where none was."""
    kept: bool
