"""Judges a run's own record against what a mutant must do to it; pure."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, ScenarioRecord, StepOutcome
from conformance.report.outcome import is_internal
from conformance.verdict import Verdict
from sabotage.mutant import AT_THE_END, Expectation, Mutant
from sabotage.outcome import Finding, Outcome

NO_VERDICT = "no verdict"
GREEN = (ExitCode.KEPT, ExitCode.PARTIAL)
"""Partial: a run that was asked for some promises only."""


def judge_mutant(mutant: Mutant, record: RunRecord) -> tuple[Finding, ...]:
    """Return what every expected promise said, and each that should have been kept and was not."""
    scenarios = {scenario.identifier: scenario for scenario in record.scenarios}
    found = [_expected(each, scenarios.get(each.promise), record) for each in mutant.expected]
    for identifier in mutant.must_not_break:
        scenario = scenarios.get(identifier)
        if scenario is None:
            found.append(_without_verdict(identifier, record))
        elif scenario.verdict is not Verdict.KEPT:
            found.append(_finding(scenario, Outcome.KILLED_ELSEWHERE))
    return (*found, *_defects(record))


def judge_kept(promises: Iterable[str], record: RunRecord) -> tuple[Finding, ...]:
    """Return every promise of `promises` that was not kept; one line of praise where all were."""
    scenarios = {scenario.identifier: scenario for scenario in record.scenarios}
    every = list(promises)
    wrong = [
        _finding(scenario, Outcome.FALSE_ALARM) if scenario else _without_verdict(identifier, record)
        for identifier in every
        for scenario in [scenarios.get(identifier)]
        if scenario is None or scenario.verdict is not Verdict.KEPT
    ]
    wrong += _defects(record)
    if not wrong and record.exit_code not in GREEN:
        said = "; ".join([*record.faults, *record.left_behind]) or f"exit code {record.exit_code}"
        wrong = [Finding("", Outcome.FALSE_ALARM, NO_VERDICT, "", said)]
    return tuple(wrong) or (Finding("", Outcome.HEALTHY, Verdict.KEPT, "", f"{len(every)} promises kept"),)


def not_judged(promise: str, why: str) -> Finding:
    """Return the finding of a run that has left no record."""
    return Finding(promise, Outcome.NOT_JUDGED, NO_VERDICT, "", why)


def failed_step(scenario: ScenarioRecord) -> str:
    """Return the sentence that failed, AT_THE_END where none did and the promise was still not kept."""
    for step in scenario.steps:
        if step.outcome is StepOutcome.FAILED:
            return step.text
    return "" if scenario.verdict in (Verdict.KEPT, Verdict.SKIPPED) else AT_THE_END


def _expected(expectation: Expectation, scenario: ScenarioRecord | None, record: RunRecord) -> Finding:
    if scenario is None:
        return _without_verdict(expectation.promise, record)
    if scenario.verdict in (Verdict.KEPT, Verdict.SKIPPED):
        outcome = Outcome.SURVIVED
    elif failed_step(scenario) != expectation.step:
        outcome = Outcome.KILLED_ELSEWHERE
    elif scenario.verdict is not expectation.verdict or expectation.phrase not in _first_line(scenario):
        outcome = Outcome.WRONG_CAUSE
    else:
        outcome = Outcome.KILLED
    return _finding(scenario, outcome, expectation)


def _finding(scenario: ScenarioRecord, outcome: Outcome, expectation: Expectation | None = None) -> Finding:
    return Finding(
        promise=scenario.identifier,
        outcome=outcome,
        verdict=str(scenario.verdict),
        step=failed_step(scenario),
        first_line=_first_line(scenario),
        expected_step=expectation.step if expectation else "",
        expected_phrase=expectation.phrase if expectation else "",
    )


def _defects(record: RunRecord) -> list[Finding]:
    """Return a finding without a verdict where the suite itself failed, whatever its promises said."""
    why = "; ".join(filter(is_internal, record.faults))
    return [not_judged("", why)] if why else []


def _without_verdict(promise: str, record: RunRecord) -> Finding:
    why = "; ".join(record.faults) or f"the run ended with exit code {record.exit_code}"
    return not_judged(promise, why)


def _first_line(scenario: ScenarioRecord) -> str:
    return scenario.reason.partition("\n")[0]
