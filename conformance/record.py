"""What a run writes down about itself: the one source of every report.

Times are UTC `datetime`s, durations are seconds. Every class here, and of those that it names, is a part of
report.json, whose form is docs/report.schema.json: a change of a field is a change of that form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.alarm_record import AlarmRecord
from conformance.api_use import ApiUseRecord
from conformance.availability import AvailabilityRecord
from conformance.clock_record import ClockRecord
from conformance.disturbance_record import DisturbanceRecord
from conformance.exit_codes import ExitCode
from conformance.provenance import Chain, ClusterFacts, EnvironmentUsed, EvidenceFile, ImageSeen, StoredObject
from conformance.record_types import Identifier, Moment, RunId, Seconds, Sha256
from conformance.result import Result
from conformance.skew_record import SkewRecord
from conformance.table_record import TableRecord
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
    allowed_s: Seconds
    needed_s: Seconds
    kept: bool
    last_seen: str


@dataclass
class StepRecord:
    """One sentence of a scenario."""

    keyword: str
    text: str
    outcome: StepOutcome = StepOutcome.NOT_RUN
    seconds: Seconds = 0.0
    waits: list[WaitRecord] = field(default_factory=list)


@dataclass
class ScenarioRecord:
    """One promise: its words, its verdict and what the verdict rests on."""

    identifier: Identifier
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
    missing_capability: str = ""
    """What the cluster or the image lacks, of a skipped one; as `--accept-missing` takes it."""
    steps: list[StepRecord] = field(default_factory=list)
    started: Moment | None = None
    seconds: Seconds = 0.0
    evidence: list[EvidenceFile] = field(default_factory=list)
    observed: list[dict[str, Any]] = field(default_factory=list)
    """For kept promises too: what was looked at (uids, request ids, statuses, times)."""
    tables: list[TableRecord] = field(default_factory=list)
    """What each replica made of each other's work."""
    clocks: list[ClockRecord] = field(default_factory=list)
    """How soon each replica refused what had been taken away."""
    availability: list[AvailabilityRecord] = field(default_factory=list)
    """How available Keystone was while it was disturbed, a record a probe."""
    worker: str = ""
    """Which of several workers judged it; empty in a run that judges one promise at a time."""


@dataclass
class ProfileRecord:
    """A profile asked for: the promises that it requires of this set of manifests, and what came of it."""

    name: str
    required: tuple[Identifier, ...] = ()
    result: Result = Result.UNKNOWN


@dataclass
class RunRecord:
    """A whole run."""

    run_id: RunId
    command: list[str]
    """What was typed, as a shell would take it: `./toxw -e conformance -- …`."""
    started: Moment
    finished: Moment | None = None
    """Null until the run has ended: such a report is of a run that goes on, or was killed."""
    result: Result = Result.UNKNOWN
    """Of the promises asked for; what was left behind does not change it."""
    exit_code: ExitCode | None = None
    """Null until the run has ended."""
    suite_version: str = ""
    git_commit: str = ""
    git_dirty: bool = False
    profiles: list[ProfileRecord] = field(default_factory=list)
    accepted_missing: tuple[str, ...] = ()
    """Capabilities whose absence was accepted by name: their skips leave nothing partial."""
    workers: int = 1
    """How many promises were judged at once at most."""
    environment: EnvironmentUsed | None = None
    manifest_set: str = "blog"
    updated_to: dict[str, str] = field(default_factory=dict)
    """The new images of `keystone` and `database` that the run updates to: it demands no other update."""
    features: dict[str, Sha256] = field(default_factory=dict)
    """By path below the suite's folder: the hash of every feature file, of whatever was asked for."""
    manifests: dict[str, Sha256] = field(default_factory=dict)
    """By path below the suite's folder, or by the whole path of a set that lies elsewhere."""
    cluster: ClusterFacts = field(default_factory=ClusterFacts)
    skew: list[SkewRecord] = field(default_factory=list)
    """How far the clock of the machine that ran the suite was from the cluster's; no verdict rests on it."""
    api_use: ApiUseRecord = field(default_factory=ApiUseRecord)
    """How often the API server wanted another credential, or later requests; no verdict rests on it."""
    images: list[ImageSeen] = field(default_factory=list)
    """All that ran in any stack of the run."""
    stored: list[StoredObject] = field(default_factory=list)
    """How the API server keeps each object, against its manifest as it was sent."""
    chain: Chain = field(default_factory=Chain)
    scenarios: list[ScenarioRecord] = field(default_factory=list)
    alarm: list[AlarmRecord] = field(default_factory=list)
    """Faults that `--prove` put into stacks on the same cluster; one that is not found is in `faults` too."""
    required_not_run: list[Identifier] = field(default_factory=list)
    """Asked for and without a verdict: deselected, or not reached before the run ended."""
    deviations: list[str] = field(default_factory=list)
    """Differences from the manifests as they stand in their folder, in the objects that were sent."""
    disturbances: list[DisturbanceRecord] = field(default_factory=list)
    """What befell nodes, and pods of the run, without the suite's doing; oldest first."""
    nodes_unseen: str = ""
    """Why no node could be watched, so that only pods were; empty where nodes were."""
    kept: list[str] = field(default_factory=list)
    """Namespaces that stay on the cluster since `--keep` asked for it."""
    left_behind: list[str] = field(default_factory=list)
    """What stays though nobody asked for it, a line each."""
    faults: list[str] = field(default_factory=list)
    """Set-up failures and internal errors that belong to no scenario, a line each."""
    evidence: list[EvidenceFile] = field(default_factory=list)
    """Of the run as a whole: the statuses of its pods, the logs of the cluster's own programs."""

    @property
    def profile_names(self) -> tuple[str, ...]:
        """The profiles asked for."""
        return tuple(profile.name for profile in self.profiles)
