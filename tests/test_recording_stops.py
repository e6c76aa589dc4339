"""What the hooks do not begin any more: a scenario that comes too late, and any that nobody could read of."""

from __future__ import annotations

from pathlib import Path

from conformance.errors import NotBegun
from conformance.exit_codes import ExitCode
from conformance.record import StepOutcome
from conformance.report import disagreements
from conformance.report.outcome import exit_code_of
from conformance.verdict import Verdict
from tests.test_recording import FEATURE, TWO, Stack, judged, the_one


def test_a_stack_that_there_will_be_no_time_for_is_not_laid_out(tmp_path: Path) -> None:
    class LateForTheNext:
        asked = 0

        def refuse_late(self, _needed: float) -> None:
            self.asked += 1
            if self.asked > 1:
                raise NotBegun("deadline")

    stack = Stack()
    run = judged(tmp_path, TWO, stack, deadline=LateForTheNext())
    assert stack.asked == ["invariants", "ended"]
    assert [each.verdict for each in run.record.scenarios] == [Verdict.KEPT, Verdict.SKIPPED]


SECOND = """
    @made_2 @core
    Scenario: Another
      Given a sentence that holds
"""


def test_no_scenario_begins_once_no_stack_can_be_made(tmp_path: Path) -> None:
    refused = "Pod keystone-db: refused by PodSecurity"
    run = judged(
        tmp_path, FEATURE.format(sentence="the API server is away") + SECOND, Stack(), refused=refused
    )
    assert the_one(run).identifier == "made_1"
    assert run.record.faults == [f"no other promise was begun: {refused}"]
    assert disagreements(run.record, run.pytest_outcomes) == []
    assert exit_code_of(run.record, interrupted=False) is ExitCode.UNKNOWN


def test_of_the_last_scenario_nothing_is_said_of_others(tmp_path: Path) -> None:
    run = judged(
        tmp_path, FEATURE.format(sentence="the API server is away"), Stack(), refused="quota exceeded"
    )
    assert run.record.faults == []


def test_no_scenario_begins_once_no_report_can_be_written(tmp_path: Path) -> None:
    feature = FEATURE.format(sentence="a sentence that holds") + SECOND
    full, free = tmp_path / "full", tmp_path / "free"
    full.mkdir()
    free.mkdir()
    run = judged(full, feature, Stack(), unwritten="no room")
    assert [scenario.identifier for scenario in run.record.scenarios] == ["made_1"]
    assert run.recorder.defects == []
    assert disagreements(run.record, run.pytest_outcomes) == []
    assert len(judged(free, feature, Stack()).record.scenarios) == 2


def test_a_scenario_that_there_is_no_time_for_is_a_skip_and_partial(tmp_path: Path) -> None:
    class Late:
        def refuse_late(self, needed: float) -> None:
            raise NotBegun(f"deadline: {needed} s are not left")

    run = judged(tmp_path, FEATURE.format(sentence="the suite has a defect"), Stack(), deadline=Late())
    assert (the_one(run).verdict, the_one(run).reason) == (Verdict.SKIPPED, "deadline: 4.6 s are not left")
    assert {step.outcome for step in the_one(run).steps} == {StepOutcome.NOT_RUN}
    assert disagreements(run.record, run.pytest_outcomes) == []
    assert exit_code_of(run.record, interrupted=False) is ExitCode.PARTIAL
