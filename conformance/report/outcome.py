"""From what a run wrote down to its one exit code, and to the result of it and of each profile; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.exit_codes import ExitCode, decisive
from conformance.record import ProfileRecord, RunRecord, ScenarioRecord
from conformance.result import Result
from conformance.verdict import Verdict

INTERNAL = "internal error: "
"""How a fault begins that is a defect of the suite; every other fault is a failed set-up."""


def internal_error(text: str) -> str:
    """Return a fault line that counts as a defect of the suite."""
    return f"{INTERNAL}{text.removeprefix(INTERNAL)}"


def is_internal(fault: str) -> bool:
    """Return whether a fault line speaks of a defect of the suite."""
    return fault.startswith(INTERNAL)


def exit_code_of(run: RunRecord, interrupted: bool) -> ExitCode:
    """Return the exit code that speaks for the whole run."""
    return decisive(_all_that_hold(run, interrupted))


def _all_that_hold(run: RunRecord, interrupted: bool) -> Iterator[ExitCode]:
    verdicts = {scenario.verdict for scenario in run.scenarios}
    if interrupted:
        yield ExitCode.INTERRUPTED
    for fault in run.faults:
        yield ExitCode.INTERNAL_ERROR if is_internal(fault) else ExitCode.UNKNOWN
    if Verdict.BROKEN in verdicts:
        yield ExitCode.BROKEN
    if Verdict.UNKNOWN in verdicts:
        yield ExitCode.UNKNOWN
    if run.left_behind:
        yield ExitCode.LEFT_BEHIND
    if run.required_not_run or any(_gap(scenario, run) for scenario in run.scenarios):
        yield ExitCode.PARTIAL
    if verdicts <= {Verdict.SKIPPED}:
        yield ExitCode.NOTHING_RAN


def _gap(scenario: ScenarioRecord, run: RunRecord) -> bool:
    """Return whether a scenario is required, was skipped, and nobody accepted that."""
    required = not run.profiles or bool(set(scenario.profiles) & set(run.profile_names))
    skipped = scenario.verdict is Verdict.SKIPPED
    return required and skipped and scenario.missing_capability not in run.accepted_missing


def result_of(run: RunRecord) -> Result:
    """Return what the run comes to, from its verdicts, its faults and its exit code."""
    return _result(run, run.scenarios, bool(run.required_not_run))


def result_of_profile(profile: ProfileRecord, run: RunRecord) -> Result:
    """Return what one profile of the run comes to: only the promises that it requires count."""
    required = set(profile.required)
    judged = [scenario for scenario in run.scenarios if scenario.identifier in required]
    return _result(run, judged, len(judged) < len(required))


def _result(run: RunRecord, judged: Iterable[ScenarioRecord], some_missing: bool) -> Result:
    of_interest = list(judged)
    verdicts = {scenario.verdict for scenario in of_interest}
    if any(is_internal(fault) for fault in run.faults):
        return Result.UNKNOWN
    if Verdict.BROKEN in verdicts:
        return Result.FAILURE
    if run.faults or Verdict.UNKNOWN in verdicts or Verdict.KEPT not in verdicts:
        return Result.UNKNOWN
    ended = run.exit_code not in (None, ExitCode.INTERRUPTED)
    if some_missing or not ended or any(_gap(scenario, run) for scenario in of_interest):
        return Result.PARTIAL
    return Result.SUCCESS
