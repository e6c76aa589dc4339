"""What a run writes down about itself: the one source of every report.

Times are UTC `datetime`s, durations are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from conformance.availability import AvailabilityRecord
from conformance.exit_codes import ExitCode
from conformance.verdict import Verdict


class StepOutcome(StrEnum):
    """How one sentence ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class WaitRecord:
    """One wait: what was awaited, how much of its patience it used, what was last seen."""

    awaited: str
    patience: str
    """The name of the bound, as `--patience` takes it."""
    allowed_s: float
    needed_s: float
    kept: bool
    last_seen: str


@dataclass
class StepRecord:
    """One sentence of a scenario."""

    keyword: str
    text: str
    outcome: StepOutcome = StepOutcome.NOT_RUN
    seconds: float = 0.0
    waits: list[WaitRecord] = field(default_factory=list)


@dataclass
class ScenarioRecord:
    """One promise: its words, its verdict and what the verdict rests on."""

    identifier: str
    title: str
    feature: str
    """The feature's name, in words."""
    area: str
    """The letters of the identifier: pods, wiring, reach, token, heal."""
    rule: str
    profiles: tuple[str, ...]
    verdict: Verdict = Verdict.UNKNOWN
    reason: str = ""
    """The first line: what is broken or missing. Empty when kept."""
    detail: str = ""
    """The lines below the first one."""
    steps: list[StepRecord] = field(default_factory=list)
    started: datetime | None = None
    seconds: float = 0.0
    evidence: list[str] = field(default_factory=list)
    """Paths relative to the run's folder."""
    observed: list[dict[str, Any]] = field(default_factory=list)
    """For kept promises too: what was looked at (uids, request ids, statuses, times)."""
    availability: list[AvailabilityRecord] = field(default_factory=list)
    """How available Keystone was while it was disturbed, a record a probe."""


@dataclass(frozen=True)
class ImageSeen:
    """An image as it ran, from pod status."""

    container: str
    image: str
    digest: str
    pods: tuple[str, ...]


@dataclass
class ClusterFacts:
    """What the stack ran on; no secrets."""

    kind: str = "unknown"
    name: str = ""
    server_version: str = ""
    nodes: list[dict[str, str]] = field(default_factory=list)
    """name, kubelet, runtime, kernel, os of each."""
    load_balancer: str = ""


@dataclass
class RunRecord:
    """A whole run."""

    run_id: str
    command: list[str]
    """What was typed, as a shell would take it: `./toxw -e conformance -- …`."""
    started: datetime
    suite_version: str = ""
    git_commit: str = ""
    git_dirty: bool = False
    finished: datetime | None = None
    cluster: ClusterFacts = field(default_factory=ClusterFacts)
    profiles: tuple[str, ...] = ()
    manifest_set: str = "blog"
    images: list[ImageSeen] = field(default_factory=list)
    scenarios: list[ScenarioRecord] = field(default_factory=list)
    required_not_run: list[str] = field(default_factory=list)
    """Identifiers of the profiles asked for that were deselected."""
    deviations: list[str] = field(default_factory=list)
    """Differences from the manifests as they stand in their folder."""
    left_behind: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Set-up failures and internal errors that belong to no scenario, a line each."""
    exit_code: ExitCode = ExitCode.INTERNAL_ERROR
