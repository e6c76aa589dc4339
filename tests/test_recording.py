"""What the hooks write down of made-up scenarios, and what pytest says of the same: they have to agree."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from conformance.observed import Snapshot
from conformance.plan.usual import Usual
from conformance.progress import Progress
from conformance.promises import read_promises, select
from conformance.record import RunRecord, ScenarioRecord, StepOutcome
from conformance.redact import Redactor
from conformance.report import disagreements
from conformance.run import Run
from conformance.verdict import Verdict
from steps.judging import judge

FEATURE = """\
Feature: Made up
  Rule: A scenario MUST end as its sentences do
    @made_1 @core
    Scenario: One of its kind
      Given a sentence that holds
      And {sentence}
      Then a sentence that holds
"""
SENTENCES = """\
from pytest_bdd import given, scenarios, then, when

from conformance.capability import Capability
from conformance.errors import EnvironmentFault, MissingCapability, PromiseBroken


@given("a sentence that holds")
@when("a sentence that holds")
@then("a sentence that holds")
@given("a stack that is to lose its database")
def _():
    pass


@given("the image lacks a shell")
def _():
    raise MissingCapability(Capability.EXEC_TOOLS, "the image lacks sh")


@given("the promise is broken")
def _():
    raise PromiseBroken("it does not answer")


@given("the API server is away")
def _():
    raise EnvironmentFault("no answer")


@given("the suite has a defect")
def _():
    raise LookupError("what is this")


scenarios("made_up.feature")
"""
SHELL_IS_MISSING = "the image lacks a shell"


class Stack:
    """A stack of which is only noted what is asked."""

    purpose = "looked-at-1"
    namespace = "stack"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.snapshot = Snapshot()
        self.invariants = SimpleNamespace(scenario_ended=lambda _: self.asked.append("ended"))

    def gather(self, *_: object) -> list[Path]:
        self.asked.append("evidence")
        return []

    def hold_invariants(self) -> None:
        self.asked.append("invariants")

    def pass_over_failures(self) -> None:
        self.asked.append("passed over")


class PlayedReport:
    """A report that keeps nothing; `unwritten` is why it could not."""

    def __init__(self, unwritten: str) -> None:
        self.unwritten = unwritten
        self.redactor = Redactor()

    def ran(self, pods: object) -> None:
        """Take anything."""

    def keep(self) -> None:
        """Write nothing."""

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()


def run_over(
    folder: Path,
    stack: Stack,
    lacks: Mapping[str, str],
    unwritten: str = "",
    deadline: Any = None,
    refused: str = "",
) -> Run:
    stacks = SimpleNamespace(
        maker=SimpleNamespace(
            api=None,
            inputs=SimpleNamespace(
                deadline=deadline,
                options=SimpleNamespace(with_kubeboxs_patience=True),
                patience={"pod-replaced": 40.0},
            ),
            refused=refused,
        ),
        looked_at=lambda: stack,
        is_shared=lambda _: True,
        is_disturbed=lambda _: False,
        pods_that_ran=tuple,
        lay_out_ahead=lambda: stack.asked.append("laid out ahead"),
    )
    run = Run(
        options=cast(Any, None),
        selection=select(read_promises(folder), ("core",), ()),
        record=RunRecord("20261124-000000-000000", [], datetime.now(UTC)),
        folder=folder,
        progress=Progress(Console(file=io.StringIO())),
        capabilities=lacks,
        stacks=cast(Any, stacks),
        report=cast(Any, PlayedReport(unwritten)),
        usual=Usual(0, {}, {}) if deadline else None,
    )
    run.looked_at()
    return run


def judged(
    folder: Path,
    feature: str,
    stack: Stack,
    lacks: Mapping[str, str] | None = None,
    before: Callable[[Run], object] = lambda _: None,
    **more: Any,
) -> Run:
    """Return the run after pytest has gone over the one scenario of `feature`, with the real hooks; `before`
    is done to it first.
    """
    (folder / "conftest.py").write_text('pytest_plugins = ["steps.recording"]\n', encoding="utf-8")
    (folder / "test_made_up.py").write_text(SENTENCES, encoding="utf-8")
    (folder / "made_up.feature").write_text(feature, encoding="utf-8")
    run = run_over(folder, stack, lacks or {}, **more)
    before(run)
    assert not judge(run, folder)
    return run


def the_one(run: Run) -> ScenarioRecord:
    (scenario,) = run.record.scenarios
    return scenario


@pytest.mark.parametrize(
    ("sentence", "verdict", "outcome"),
    [
        ("a sentence that holds", Verdict.KEPT, "passed"),
        ("the promise is broken", Verdict.BROKEN, "failed"),
        ("the API server is away", Verdict.UNKNOWN, "failed"),
        ("the suite has a defect", Verdict.UNKNOWN, "failed"),
        (SHELL_IS_MISSING, Verdict.SKIPPED, "skipped"),
    ],
)
def test_our_verdict_and_pytests_outcome_agree(
    tmp_path: Path, sentence: str, verdict: Verdict, outcome: str
) -> None:
    run = judged(tmp_path, FEATURE.format(sentence=sentence), Stack())
    assert the_one(run).verdict is verdict
    assert run.pytest_outcomes == {"made_1": outcome}
    assert disagreements(run.record, run.pytest_outcomes) == []


def test_a_capability_missed_in_a_sentence_is_the_reason_of_the_skip(tmp_path: Path) -> None:
    scenario = the_one(judged(tmp_path, FEATURE.format(sentence=SHELL_IS_MISSING), Stack()))
    assert scenario.reason == "exec_tools: the image lacks sh"
    assert [step.outcome for step in scenario.steps] == [
        StepOutcome.PASSED,
        StepOutcome.SKIPPED,
        StepOutcome.NOT_RUN,
    ]


def test_a_skip_proves_nothing_and_a_failure_does(tmp_path: Path) -> None:
    for sentence, evidence in ((SHELL_IS_MISSING, 0), ("the promise is broken", 1)):
        folder = tmp_path / str(evidence)
        folder.mkdir()
        stack = Stack()
        judged(folder, FEATURE.format(sentence=sentence), stack)
        assert stack.asked.count("evidence") == evidence
        assert "invariants" not in stack.asked


def test_a_capability_missed_before_the_first_sentence_is_a_skip_too(tmp_path: Path) -> None:
    feature = FEATURE.format(sentence=SHELL_IS_MISSING).replace("@core", "@core @requires_exec")
    run = judged(tmp_path, feature, Stack(), {"exec": "not allowed to create pods/exec"})
    assert the_one(run).reason == "exec: not allowed to create pods/exec"
    assert {step.outcome for step in the_one(run).steps} == {StepOutcome.NOT_RUN}
    assert run.pytest_outcomes == {"made_1": "skipped"}
    assert disagreements(run.record, run.pytest_outcomes) == []


TWO = """\
Feature: Made up
  Rule: A stack of its own MUST be there in time
    @made_1 @core
    Scenario: One that takes its time
      Given a sentence that holds
      When a sentence that holds

    @made_2 @core
    Scenario: The next
      Given a stack that is to lose its database
"""


def test_the_next_scenarios_own_stack_is_laid_out_once_this_one_has_its_stack(tmp_path: Path) -> None:
    stack = Stack()
    judged(tmp_path, TWO, stack)
    assert stack.asked == ["laid out ahead", "invariants", "ended"]
