"""How each sentence of a scenario ended, in Cucumber's words; pure.

Cucumber knows no *unknown* that is not green: a sentence at which the environment failed is FAILED, and its
message begins with the verdict. What no sentence can be blamed for ended in the set-up before the first or in
what is held after the last: two hooks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.record import ScenarioRecord, StepOutcome
from conformance.report.phrases import clean
from conformance.verdict import Verdict

BEFORE = "set-up"
AFTER = "what holds at every scenario's end"
ENDED_BADLY = frozenset({Verdict.BROKEN, Verdict.UNKNOWN})


class Status(StrEnum):
    """The statuses of Cucumber that a promise can give; cucumber.json has them in small letters."""

    PASSED = "PASSED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Result:
    """How one sentence or hook ended: `verdict` and `message` only where it is the one that tells."""

    status: Status
    seconds: float = 0.0
    verdict: Verdict | None = None
    message: str = ""


@dataclass(frozen=True)
class Results:
    """The results of one scenario, in the order in which they came about."""

    before: Result
    steps: tuple[Result, ...]
    after: Result


def results_of(scenario: ScenarioRecord) -> Results:
    """Return what Cucumber would say of each sentence, and of what stands around them."""
    steps = tuple(_step(scenario, step.outcome, step.seconds) for step in scenario.steps)
    rest = max(scenario.seconds - sum(step.seconds for step in scenario.steps), 0.0)
    told = any(step.status is Status.FAILED for step in steps)
    began = any(step.status is Status.PASSED for step in steps)
    if scenario.verdict is Verdict.SKIPPED:
        return Results(_telling(scenario, Status.SKIPPED, 0.0), steps, Result(Status.PASSED, rest))
    if scenario.verdict in ENDED_BADLY and not told:
        ended = _telling(scenario, Status.FAILED, rest)
        if began:
            return Results(Result(Status.PASSED), steps, ended)
        return Results(ended, steps, Result(Status.PASSED))
    return Results(Result(Status.PASSED), steps, Result(Status.PASSED, rest))


def _step(scenario: ScenarioRecord, outcome: StepOutcome, seconds: float) -> Result:
    match outcome:
        case StepOutcome.PASSED:
            return Result(Status.PASSED, seconds)
        case StepOutcome.FAILED:
            skipped = scenario.verdict is Verdict.SKIPPED
            return _telling(scenario, Status.SKIPPED if skipped else Status.FAILED, seconds)
        case StepOutcome.SKIPPED | StepOutcome.NOT_RUN:
            return Result(Status.SKIPPED, seconds)


def _telling(scenario: ScenarioRecord, status: Status, seconds: float) -> Result:
    message = clean(f"{scenario.verdict}: {scenario.reason}\n{scenario.detail}".rstrip())
    return Result(status, seconds, scenario.verdict, message)


def nanoseconds(seconds: float) -> int:
    """Return a duration as Cucumber counts it; one below zero, of a clock put back, is none."""
    return max(round(seconds * 1e9), 0)
