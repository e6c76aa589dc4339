"""How available Keystone was while something happened, as the record of a run has it.

Times are seconds since the probe began, durations carry their unit in the name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from conformance.record_types import Count, Moment, Seconds


@dataclass(frozen=True)
class ProbeCell:
    """A stretch of time on the picture, and the requests that were due in it."""

    at_s: float
    sent: Annotated[int, Field(ge=1)]
    failed: Count
    slowest_ms: float
    """Of those answered; 0 where none was."""


@dataclass(frozen=True)
class AvailabilityRow:
    """One kind of connection: its figures in the window that is judged, its course over the whole probe."""

    kind: str
    sent: int
    failed: int
    availability_percent: float
    longest_outage_ms: float
    p50_ms: float
    p99_ms: float
    interval_ms: float
    late_p99_ms: float
    latest_ms: float
    reused: int
    renewed: int
    failed_by_phase: dict[str, int] = field(default_factory=dict)
    cells: list[ProbeCell] = field(default_factory=list)


@dataclass(frozen=True)
class ProbeMark:
    """Something that happened while the probe ran."""

    name: str
    at_s: float


@dataclass(frozen=True)
class FailedProbe:
    """One request that was not answered as it should be."""

    identifier: str
    kind: str
    at_s: float
    phase: str
    words: str


@dataclass(frozen=True)
class AvailabilityRecord:
    """One probe."""

    what: str
    """What happened meanwhile, as a person says it."""
    url: str
    started: Moment
    seconds: Seconds
    judged_from_s: Seconds
    judged_to_s: Seconds
    cell_s: Seconds
    """How long a stretch is that a cell stands for."""
    rows: list[AvailabilityRow] = field(default_factory=list)
    marks: list[ProbeMark] = field(default_factory=list)
    failures: list[FailedProbe] = field(default_factory=list)
    failures_left_out: int = 0
