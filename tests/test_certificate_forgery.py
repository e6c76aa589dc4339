"""What somebody signs with a trusted key and another program: what is not true of the run is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.certificate.earlier_runs import EarlierRun
from conformance.certificate.envelope import certificate_files
from conformance.certificate.statement import Decision, PredicateResult, Statement
from conformance.evidence import POD_STATUSES, sha256_of
from conformance.exit_codes import ExitCode
from conformance.result import Result
from tests.certified_run import NO_POD, WAIVER, MadeUp, made_up, the_reason
from tests.tampering import BEFORE, OTHER, report, verdict


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


def smaller_demands(run: Any) -> None:
    run["scenarios"].pop(1)
    run["profiles"][0]["required"].remove("heal_1")


def called_kept(run: Any) -> None:
    """Edit a broken promise as thoroughly as the verdict needs, but for the profile's own result."""
    (one,) = (each for each in run["scenarios"] if each["identifier"] == "heal_1")
    one.update(verdict="kept", reason="", detail="")
    for step in one["steps"]:
        step["outcome"] = "passed"
    run.update(result="success", exit_code=0)


def called_kept_throughout(run: Any) -> None:
    called_kept(run)
    run["profiles"][0]["result"] = "success"


BEFORE_SIGNING: dict[str, tuple[Callable[[Any], object], str]] = {
    "a verdict flipped": (
        verdict("heal_1", "kept"),
        "the report contradicts itself: heal_1 is called kept, and its sentence 'a pod comes back' failed",
    ),
    "the result flipped": (
        lambda run: run.update(result="success", exit_code=0),
        "its verdicts come to failure, exit code 1, and it says success, 0",
    ),
    "a broken promise called kept": (
        called_kept,
        "the report contradicts itself: what core demands comes to success, and it says failure",
    ),
    "a broken promise called kept throughout": (
        called_kept_throughout,
        "report.json and what was written with it disagree: junit.xml does not say what was judged of heal_1",
    ),
    "a digest changed": (
        lambda run: run["images"][0].update(digest=OTHER),
        "are not those of the pod statuses kept as evidence: 000000000000 in 1 pod in the report",
    ),
    "an image left out": (
        lambda run: run["images"].pop(0),
        "are not those of the pod statuses kept as evidence: none in the report",
    ),
    "all images left out": (
        lambda run: run["images"].clear(),
        "nothing shows which images ran: the report names none",
    ),
    "a promise kept without a sentence": (
        lambda run: run["scenarios"][0]["steps"].clear(),
        "the report contradicts itself: pods_1 is called kept, and has no sentence",
    ),
    "the pod statuses left out": (
        lambda run: run["evidence"].clear(),
        "nothing shows which images ran: the report names no evidence/pod-statuses.json",
    ),
    "a demand left out": (smaller_demands, "the report leaves out what core demands: heal_1"),
    "two verdicts on one promise": (
        lambda run: run["scenarios"].append(run["scenarios"][0]),
        "pods_1 has 2 verdicts",
    ),
    "features left out": (lambda run: run["features"].clear(), "features/made_up.feature is new"),
    "manifests left out": (lambda run: run["manifests"].clear(), "the report names no manifests"),
    "the predecessor left out": (
        lambda run: run.update(chain={"ordinal": 1, "previous": None}),
        f"a run is left out: {BEFORE} was on the same digests, and the report calls itself the 1st",
    ),
    "an attempt left out": (
        lambda run: run["chain"].update(ordinal=1),
        "a run is left out: the report calls itself the 1st on these digests, and is the 2nd",
    ),
}


@pytest.mark.parametrize(("tampered", "said"), BEFORE_SIGNING.values(), ids=BEFORE_SIGNING.keys())
def test_before_it_was_signed(made: MadeUp, tampered: Callable[[Any], object], said: str) -> None:
    """By somebody who signs it with a trusted key and another program; the verb itself does not sign it."""
    made.run(22, endings=NO_POD)
    run = made.run(endings=NO_POD)
    report(tampered)(run)
    refused = made.sign(run, decision=Decision.ACCEPT_WITH_WAIVERS, waivers=(WAIVER,))
    assert certificate_files(run) == []
    made.sign_unchecked(run, waivers=(WAIVER,))
    answer = made.verify(run)
    assert answer.findings == refused.findings
    assert answer.exit_code in (ExitCode.BROKEN, ExitCode.BAD_INPUT)
    assert any(said in finding.text for finding in answer.findings)


def test_pod_statuses_that_are_none(made: MadeUp) -> None:
    run = made.run()
    (run / POD_STATUSES).write_text("[]")
    now = sha256_of(run / POD_STATUSES)
    report(lambda record: record["evidence"][0].update(sha256=now))(run)
    made.sign_unchecked(run)
    assert the_reason(made.verify(run)) == (ExitCode.BROKEN, f"{POD_STATUSES} holds no pod statuses")


def claims_success(statement: Statement) -> Statement:
    everything = statement.run.required
    return replace(
        statement, predicate=replace(statement.predicate, passed_tests=everything, warned_tests=())
    )


def claims_no_warning(statement: Statement) -> Statement:
    return replace(statement, predicate=replace(statement.predicate, result=PredicateResult.PASSED))


def with_earlier(statement: Statement, earlier: tuple[EarlierRun, ...]) -> Statement:
    ours = statement.predicate.keystone_conformance
    ours = replace(ours, run=replace(ours.run, earlier=earlier))
    return replace(statement, predicate=replace(statement.predicate, keystone_conformance=ours))


def forgets_earlier(statement: Statement) -> Statement:
    return with_earlier(statement, ())


def claims_better_earlier(statement: Statement) -> Statement:
    (before,) = statement.run.earlier
    return with_earlier(statement, (replace(before, result=Result.SUCCESS),))


def forgets_the_report(statement: Statement) -> Statement:
    return replace(statement, subject=statement.subject[:-1])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            claims_success,
            "what Ann Lee signed is not what the report says: heal_1 was signed as kept and is waived here",
        ),
        (
            claims_no_warning,
            "what Ann Lee signed is not what the report says: "
            "the result was signed as PASSED and is WARNED here",
        ),
        (forgets_earlier, f"the run before, {BEFORE}, is left out of what was signed"),
        (claims_better_earlier, "the runs before are not those that were signed"),
        (forgets_the_report, "Ann Lee signed no report.json"),
    ],
)
def test_a_statement_that_says_something_else(
    made: MadeUp, changed: Callable[[Statement], Statement], said: str
) -> None:
    made.run(22, endings=NO_POD)
    run = made.run(endings=NO_POD)
    made.sign_unchecked(run, waivers=(WAIVER,), changed=changed)
    assert the_reason(made.verify(run)) == (ExitCode.BROKEN, said)
