"""A small suite and runs of it, written down by the real writer; what a test signs and tampers with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner

from conformance.capability import Capability
from conformance.certificate.answer import Answer
from conformance.certificate.envelope import certificate_file, seal
from conformance.certificate.examination import examine
from conformance.certificate.sign import sign
from conformance.certificate.statement import Decision, Signing, Statement, payload_of, statement_of
from conformance.certificate.verify import verify
from conformance.certificate.waivers import Waiver
from conformance.errors import MissingCapability, PromiseBroken
from conformance.evidence import evidence_of, hashes_of
from conformance.exit_codes import ExitCode
from conformance.pods_that_ran import PodsThatRan
from conformance.promises import read_promises, select
from conformance.record import ProfileRecord, RunRecord, StepOutcome
from conformance.recorder import Recorder
from conformance.report import write_reports
from conformance.report.standing import StandingReport
from conformance.update.options import UpdateOptions
from conformance.update.wanted import without_other_updates
from tests.front_door import ROOT
from tests.recorded import recorded

FEATURE = """\
Feature: A made-up stack

  Rule: A stack MUST stand

    @pods_1 @core
    Scenario: A pod runs
      Given the stack is deployed
      Then a pod runs

    @heal_1 @core
    Scenario: A pod comes back
      Given the stack is deployed
      Then a pod comes back

    @reach_1 @load_balancer @requires_load_balancer
    Scenario: An address answers
      Given the stack is deployed
      Then an address answers

    @update_1 @update
    Scenario: A newer Keystone
      Given the stack is deployed
      When its keystone pods are replaced one by one by those of the new image

    @update_2 @update
    Scenario: A newer database
      Given the stack is deployed
      When the database pod is replaced by one of the new image
"""
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
PROFILES = ("core", "load_balancer")
ANN = CryptoSigner.generate_ed25519()
BOB = CryptoSigner.generate_ed25519()
NO_POD = {"heal_1": PromiseBroken("no pod came back")}
WAIVER = Waiver("heal_1", "mended on the 10th", "Cy", date(2026, 12, 10))
NO_ADDRESS = MissingCapability(Capability.LOAD_BALANCER, "this cluster gives services no address")


@dataclass(frozen=True)
class MadeUp:
    """A folder with a suite and its reports."""

    folder: Path

    @property
    def suite(self) -> Path:
        """Features and manifests."""
        return self.folder / "suite"

    @property
    def reports(self) -> Path:
        """The runs' folders."""
        return self.folder / "reports"

    def run(
        self,
        day: int = 23,
        endings: Mapping[str, BaseException] | None = None,
        *,
        only: Iterable[str] = (),
        profiles: Iterable[str] = PROFILES,
        update: UpdateOptions | None = None,
        accepted_missing: tuple[str, ...] = (),
        left_behind: Iterable[str] = (),
        faults: Iterable[str] = (),
        commit: str = "4f0c2a9be81d7c5543aa90d1e2f3b4c5d6e7f809",
        dirty: bool = False,
        finished: bool = True,
        interrupted: bool = False,
    ) -> Path:
        """Judge the suite on a day of November 2026 and return the run's folder.

        `endings` has what scenarios that are not kept end with; `only` those that are judged, if not all.
        """
        selection = select(read_promises(self.suite / "features"), profiles, only)
        if update:
            selection = without_other_updates(selection, update)
        record = RunRecord(
            run_id=f"202611{day:02}-041011-3fa9c1",
            command=["./toxw", "-e", "conformance"],
            started=datetime(2026, 11, day, 4, 10, 11, tzinfo=UTC),
            suite_version="0.1.0",
            git_commit=commit,
            git_dirty=dirty,
            profiles=[ProfileRecord(name, selection.required_by(name)) for name in profiles],
            accepted_missing=accepted_missing,
            updated_to=update.told if update else {},
            features=hashes_of((self.suite / "features").glob("*.feature"), self.suite),
            manifests=hashes_of((self.suite / "manifests").glob("*.yaml"), self.suite),
            required_not_run=[each.identifier for each in (*selection.chosen, *selection.left_out)],
            left_behind=list(left_behind),
            faults=list(faults),
        )
        report = StandingReport(record, self.reports / record.run_id)
        report.begin()
        seconds = count()
        recorder = Recorder(lambda: float(next(seconds)))
        for promise in selection.chosen:
            error = (endings or {}).get(promise.identifier)
            recorder.scenario_started(promise)
            for sentence in promise.steps if not isinstance(error, MissingCapability) else ():
                recorder.step_started()
                last = sentence is promise.steps[-1]
                recorder.step_finished(StepOutcome.FAILED if error and last else StepOutcome.PASSED)
            scenario = recorder.scenario_finished(error)
            if error and not isinstance(error, MissingCapability):
                file = report.folder / "evidence" / promise.identifier / "pods.txt"
                file.parent.mkdir(parents=True)
                file.write_text("keystone-4xk2p  Running\n")
                scenario.evidence = evidence_of([file], report.folder, report.redactor)
            record.scenarios.append(scenario)
        pods = PodsThatRan()
        pods.look(recorded("healthy"))
        report.ran(pods)
        report.keep()
        if finished:
            report.finish(interrupted)
            write_reports(record, report.folder, report.previous)
        return report.folder

    def sign(
        self,
        run: Path,
        key: CryptoSigner = ANN,
        decision: Decision = Decision.ACCEPT,
        waivers: tuple[Waiver, ...] = (),
        signer: str = "Ann Lee",
    ) -> Answer:
        """Sign a run."""
        return sign(run, key, Signing(signer, "release manager", decision, NOW, waivers), self.suite)

    def sign_unchecked(
        self,
        run: Path,
        key: CryptoSigner = ANN,
        waivers: tuple[Waiver, ...] = (),
        changed: Callable[[Statement], Statement] = lambda statement: statement,
    ) -> None:
        """Accept a run as somebody could who has a key and another program; `changed` is what he claims."""
        examined = examine(run, self.suite)
        decision = Decision.ACCEPT_WITH_WAIVERS if waivers else Decision.ACCEPT
        signing = Signing("Ann Lee", "release manager", decision, NOW, waivers)
        honest = statement_of(examined.run, examined.files, examined.required(), examined.earlier, signing)
        file = certificate_file(run, key.public_key.keyid)
        file.write_bytes(seal(payload_of(changed(honest)), key))

    def verify(
        self,
        run: Path,
        *keys: CryptoSigner,
        threshold: int = 1,
        profiles: tuple[str, ...] = (),
        today: date = TODAY,
    ) -> Answer:
        """Verify a run, with Ann's key where no other is given."""
        public = [key.public_key for key in keys or (ANN,)]
        return verify(run, public, threshold, self.suite, profiles, today)


def the_reason(answer: Answer) -> tuple[ExitCode, str]:
    """Return the one reason why a run is refused, told in one line."""
    (finding,) = answer.findings
    assert "\n" not in finding.text
    return finding.code, finding.text


def edit(file: Path, changed: Callable[[Any], object]) -> None:
    """Let `changed` have its way with the JSON in `file`."""
    plain = json.loads(file.read_bytes())
    changed(plain)
    file.write_text(json.dumps(plain, indent=2))


def made_up(folder: Path) -> MadeUp:
    """Return a suite of three promises, with the blog's manifests, that has not judged anything yet."""
    made = MadeUp(folder)
    (made.suite / "features").mkdir(parents=True)
    (made.suite / "features" / "made_up.feature").write_text(FEATURE)
    (made.suite / "manifests").mkdir()
    for file in (ROOT / "manifests").glob("*.yaml"):
        shutil.copy(file, made.suite / "manifests")
    return made
