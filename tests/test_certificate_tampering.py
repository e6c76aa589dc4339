"""Whatever of a run is tampered with after it was signed, its certificate is refused for that."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from conformance.certificate.statement import Decision
from conformance.evidence import POD_STATUSES
from conformance.exit_codes import ExitCode
from tests.certified_run import NO_POD, WAIVER, MadeUp, made_up, the_reason
from tests.tampering import BEFORE, OTHER, Tampering, certificate, envelope, remove, report, verdict, write

PODS = "evidence/heal_1/pods.txt"


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


def linked(run: Path) -> None:
    (run / PODS).rename(run.parent / "pods.txt")
    (run / PODS).symlink_to("../../../pods.txt")


def fault_added(run: Path) -> None:
    (run / "alarm" / "deaf").mkdir(parents=True)
    (run / "alarm" / "deaf" / "index.html").write_text("found")


AFTER_SIGNING: dict[str, tuple[Tampering, str]] = {
    "a verdict flipped": (
        report(verdict("heal_1", "kept")),
        "report.json was edited since Ann Lee signed it: heal_1 was signed as waived and is kept here",
    ),
    "a scenario removed": (
        report(lambda run: run["scenarios"].pop(1)),
        "report.json was edited since Ann Lee signed it: heal_1 was signed as waived and is missing here",
    ),
    "a digest changed": (
        report(lambda run: run["images"][0].update(digest=OTHER)),
        f" and is {OTHER} here",
    ),
    "another commit named": (
        report(lambda run: run.update(git_commit="0" * 40)),
        f"and is gitCommit:{'0' * 40} here",
    ),
    "a word changed that nobody counts": (
        report(lambda run: run["deviations"].append("none")),
        "report.json was edited since Ann Lee signed it: in nothing that the certificate names",
    ),
    "a report cut off": (write("report.json", "{"), "it is no report of a run any more"),
    "the page edited": (write("report.html", "KEPT"), "report.html was edited since Ann Lee signed it"),
    "the page removed": (remove("report.html"), "report.html is missing since Ann Lee signed it"),
    "evidence edited": (write(PODS, "all is well"), f"{PODS} was edited"),
    "evidence removed": (remove(PODS), f"{PODS} is missing"),
    "evidence that is a link": (linked, f"{PODS} is missing"),
    "evidence added": (write("evidence/more.txt", "well"), "evidence/more.txt was put there afterwards"),
    "a page added": (
        write("comparison.html", "SAME"),
        "comparison.html was put there since Ann Lee signed it: take it away",
    ),
    "the run of a fault added": (
        fault_added,
        "alarm/deaf/index.html was put there since Ann Lee signed it: take it away",
    ),
    "features edited": (
        write("../../suite/features/made_up.feature", "no Gherkin"),
        "at commit 4f0c2a9be81d: features/made_up.feature was edited",
    ),
    "features added": (
        write("../../suite/features/more.feature", "Feature: more"),
        "at commit 4f0c2a9be81d: features/more.feature is new",
    ),
    "manifests edited": (
        write("../../suite/manifests/keystone-rc.yaml", "kind: List"),
        "at commit 4f0c2a9be81d: manifests/keystone-rc.yaml was edited",
    ),
    "manifests removed": (
        remove("../../suite/manifests/keystone-rc.yaml"),
        "at commit 4f0c2a9be81d: manifests/keystone-rc.yaml is missing",
    ),
    "the payload edited": (
        envelope(payload=base64.b64encode(b"{}").decode()),
        "was edited: it is not what the key",
    ),
    "the signature stripped": (envelope(signatures=[]), "has no signature"),
    "the certificate removed": (lambda run: certificate(run).unlink(), "nobody signed this run"),
    "the predecessor left out": (
        lambda run: shutil.rmtree(run.parent / BEFORE),
        f"the run before is left out: {BEFORE} is not beside this one",
    ),
    "the predecessor edited": (
        write(f"../{BEFORE}/report.json", "{}"),
        f"the report of the run before, {BEFORE}, is not the one it was",
    ),
}


@pytest.mark.parametrize(("tampered", "said"), AFTER_SIGNING.values(), ids=AFTER_SIGNING.keys())
def test_after_it_was_signed(made: MadeUp, tampered: Tampering, said: str) -> None:
    made.run(22, endings=NO_POD)
    run = made.run(endings=NO_POD)
    made.sign(run, decision=Decision.ACCEPT_WITH_WAIVERS, waivers=(WAIVER,))
    assert made.verify(run).findings == ()
    tampered(run)
    code, text = the_reason(made.verify(run))
    assert code is ExitCode.BROKEN
    assert said in text


def test_pod_statuses_that_are_gone(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    (run / POD_STATUSES).unlink()
    assert the_reason(made.verify(run)) == (ExitCode.BROKEN, f"{POD_STATUSES} is missing")


def test_the_certificate_of_another_run(made: MadeUp) -> None:
    other = made.run(22)
    made.sign(other)
    run = made.run()
    shutil.copy(certificate(other), run)
    findings = made.verify(run).findings
    assert {finding.code for finding in findings} == {ExitCode.BROKEN}
    assert any("the run's run id was signed as 20261122-041011-3fa9c1" in each.text for each in findings)


def test_older_runs_may_be_pruned_and_still_count(made: MadeUp) -> None:
    made.run(21, endings=NO_POD)
    made.run(22)
    run = made.run()
    made.sign(run)
    shutil.rmtree(made.reports / "20261121-041011-3fa9c1")
    answer = made.verify(run)
    assert answer.findings == ()
    assert "the 3rd run on these digests; the two before: gone, kept" in answer.lines
