"""Records of made-up runs for the tests of reports, summaries and progress."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from conformance.exit_codes import ExitCode
from conformance.provenance import ClusterFacts, EvidenceFile, ImageSeen, PodSeen
from conformance.record import (
    ProfileRecord,
    RunRecord,
    ScenarioRecord,
    StepOutcome,
    StepRecord,
    WaitRecord,
)
from conformance.report import exit_code_of
from conformance.report.outcome import result_of, result_of_profile
from conformance.verdict import Verdict

STARTED = datetime(2026, 11, 23, 4, 10, 11, tzinfo=UTC)
COMMAND = ("./toxw", "-e", "conformance", "--", "--profile", "core,load_balancer")
REASONS = {
    Verdict.KEPT: "",
    Verdict.BROKEN: "pod keystone-9tq7w never became ready: manifest unknown",
    Verdict.UNKNOWN: "the registry answered 503 for memcached:latest",
    Verdict.SKIPPED: "load_balancer: this cluster gives services no address",
}


def scenario(identifier: str, verdict: Verdict = Verdict.KEPT, number: int = 0) -> ScenarioRecord:
    """Return a scenario of three sentences, the second with a wait; the `number`-th of its run."""
    held = verdict is Verdict.KEPT
    wait = WaitRecord("three pods ready", "pods_ready", 60.0, 2.5 if held else 60.0, held, "2 of 3 ready")
    outcome = StepOutcome.PASSED if held else StepOutcome.FAILED
    skipped = verdict is Verdict.SKIPPED
    return ScenarioRecord(
        identifier=identifier,
        title=f"Promise {identifier} holds",
        feature="The controller",
        area=identifier.rpartition("_")[0],
        rule="The controller MUST keep three replicas",
        profiles=("core",),
        verdict=verdict,
        reason=REASONS[verdict],
        missing_capability="load_balancer" if skipped else "",
        detail="" if held else "awaited three pods\nlast seen 2 of 3 ready",
        steps=[
            StepRecord("Given", "the blog's stack", StepOutcome.PASSED, 0.25),
            StepRecord("Then", "three pods are ready", outcome, 3.0, [wait]),
            StepRecord("And", "no pod is touched", StepOutcome.PASSED if held else StepOutcome.NOT_RUN),
        ],
        started=STARTED + timedelta(seconds=10 + 4 * number),
        seconds=3.5,
        evidence=[] if held else [EvidenceFile(f"evidence/{identifier}/pods.txt", "5f" * 32, 1234)],
        observed=[
            {"pod": "keystone-4xk2p", "uid": "b3d1", "restarts": 0},
            {"request": "req-1", "status": 201},
        ],
    )


def run(
    *verdicts: tuple[str, Verdict],
    run_id: str = "20261123-041011-3fa9c1",
    not_run: Iterable[str] = (),
    left_behind: Iterable[str] = (),
    faults: Iterable[str] = (),
    interrupted: bool = False,
    accepted_missing: Iterable[str] = (),
    digest: str = "sha256:" + "ab" * 32,
) -> RunRecord:
    """Return a finished run with one scenario a pair, and its exit code worked out."""
    required = tuple(dict.fromkeys([*(name for name, _ in verdicts), *not_run]))
    pod = PodSeen("kc-3fa9c1-looked-at-1", "keystone-4xk2p", "b3d1")
    record = RunRecord(
        run_id=run_id,
        command=list(COMMAND),
        started=STARTED,
        suite_version="0.1.0",
        git_commit="4f0c2a9be81d7c5543aa90d1e2f3b4c5d6e7f809",
        finished=STARTED + timedelta(seconds=42.25),
        cluster=ClusterFacts("kubebox", "box-3fa9c1", "v1.36.3", [{"name": "box", "kubelet": "v1.36.3"}]),
        profiles=[ProfileRecord("core", required), ProfileRecord("load_balancer")],
        accepted_missing=tuple(accepted_missing),
        features={"features/pods.feature": "1a" * 32},
        manifests={"manifests/keystone-db.yaml": "2b" * 32},
        images=[ImageSeen("keystone", "bodepd/keystone:latest", digest, (pod,))],
        scenarios=[scenario(name, verdict, number) for number, (name, verdict) in enumerate(verdicts)],
        required_not_run=list(not_run),
        left_behind=list(left_behind),
        faults=list(faults),
    )
    record.exit_code = exit_code_of(record, interrupted)
    record.result = result_of(record)
    for profile in record.profiles:
        profile.result = result_of_profile(profile, record)
    return record


def kept(*identifiers: str, **facts: str) -> RunRecord:
    """Return a run that kept all of `identifiers`."""
    record = run(*((identifier, Verdict.KEPT) for identifier in identifiers), **facts)  # type: ignore[arg-type]  # run_id and digest only
    assert record.exit_code is ExitCode.KEPT
    return record
