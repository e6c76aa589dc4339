"""Whether a report agrees with itself: an edit before it was signed shows here; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.certificate.finding import Finding, broken
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, ScenarioRecord, StepOutcome
from conformance.report.outcome import exit_code_of, result_of, result_of_profile
from conformance.verdict import Verdict


def contradictions(run: RunRecord, required: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Yield what cannot be true of a run that this suite wrote down.

    `required` has for each profile of the run what the features demand of it.
    """
    for scenario in run.scenarios:
        if scenario.verdict is Verdict.KEPT and (why := _not_kept(scenario)):
            yield broken(f"the report contradicts itself: {scenario.identifier} is called kept, and {why}")
    if run.exit_code is not None:
        came_to = exit_code_of(run, interrupted=run.exit_code is ExitCode.INTERRUPTED)
        if (came_to, result_of(run)) != (run.exit_code, run.result):
            yield broken(
                f"the report contradicts itself: its verdicts come to {result_of(run)}, exit code {came_to}, "
                f"and it says {run.result}, {run.exit_code}"
            )
    for profile in run.profiles:
        if (comes_to := result_of_profile(profile, run)) != profile.result:
            yield broken(
                f"the report contradicts itself: what {profile.name} demands comes to {comes_to}, "
                f"and it says {profile.result}"
            )
        if missing := sorted(set(required[profile.name]) - set(profile.required)):
            yield broken(f"the report leaves out what {profile.name} demands: {', '.join(missing)}")


def _not_kept(scenario: ScenarioRecord) -> str:
    """Return what the sentences of a scenario say against its being kept; empty where they say nothing."""
    if not scenario.steps:
        return "has no sentence"
    failed = (step for step in scenario.steps if step.outcome is not StepOutcome.PASSED)
    return next((f"its sentence {step.text!r} {step.outcome}" for step in failed), "")
