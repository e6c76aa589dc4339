"""From what a run wrote down to its one exit code; pure."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exit_codes import ExitCode, decisive
from conformance.record import RunRecord, ScenarioRecord
from conformance.verdict import Verdict

INTERNAL = "internal error: "
"""How a fault begins that is a defect of the suite; every other fault is a failed set-up."""
REQUIRES = "requires_"


def internal_error(text: str) -> str:
    """Return a fault line that counts as a defect of the suite."""
    return f"{INTERNAL}{text.removeprefix(INTERNAL)}"


def is_internal(fault: str) -> bool:
    """Return whether a fault line speaks of a defect of the suite."""
    return fault.startswith(INTERNAL)


def missing_capability(scenario: ScenarioRecord) -> str:
    """Return the capability that a skipped scenario names first in its reason; else an empty one."""
    if scenario.verdict is not Verdict.SKIPPED:
        return ""
    return scenario.reason.partition(":")[0].strip().removeprefix(REQUIRES)


def exit_code_of(run: RunRecord, interrupted: bool, accepted_missing: frozenset[str]) -> ExitCode:
    """Return the exit code that speaks for the whole run.

    `accepted_missing` names the capabilities whose absence was accepted: their skips leave nothing partial.
    """
    return decisive(_all_that_hold(run, interrupted, accepted_missing))


def _all_that_hold(run: RunRecord, interrupted: bool, accepted_missing: frozenset[str]) -> Iterator[ExitCode]:
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
    if run.required_not_run or any(_gap(scenario, run, accepted_missing) for scenario in run.scenarios):
        yield ExitCode.PARTIAL
    if verdicts <= {Verdict.SKIPPED}:
        yield ExitCode.NOTHING_RAN


def _gap(scenario: ScenarioRecord, run: RunRecord, accepted_missing: frozenset[str]) -> bool:
    """Return whether a scenario is required, was skipped, and nobody accepted that."""
    required = not run.profiles or bool(set(scenario.profiles) & set(run.profiles))
    skipped = scenario.verdict is Verdict.SKIPPED
    return required and skipped and missing_capability(scenario) not in accepted_missing
