"""Since when something is wrong, and what moved when it began; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.alerts.problem import AFTER_NIGHTS, AT_ONCE, Problem, tellings
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.changes import changes_between
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Beginning:
    """The run in which something went wrong first, and the last one before it in which that was well."""

    first: RunRecord
    before: RunRecord | None

    @property
    def changed(self) -> str:
        """Return what moved between the two in words: images, Kubernetes, the suite, deviations."""
        if self.before is None:
            return "no earlier run was well"
        facts = changes_between(self.before, self.first).facts
        return ", ".join(str(fact) for fact in facts) or "no image and no version changed"


def beginning_of(problem: Problem, runs: Sequence[RunRecord]) -> Beginning | None:
    """Return where `problem` began in `runs`, newest first; None where no run shows it.

    Of several broken promises it is the one that broke last. A run that could not tell (unknown, skipped,
    interrupted) neither begins nor ends anything.
    """
    told = tellings(runs)
    if problem.identifiers:
        found = [_of_promise(identifier, told) for identifier in problem.identifiers]
        return max((each for each in found if each), key=lambda each: each.first.started, default=None)
    if not told or told[0].exit_code is None:
        return None
    code, first = told[0].exit_code, told[0]
    if {**AT_ONCE, **AFTER_NIGHTS}.get(code) is not problem.kind:
        # What is wrong left no report, and the newest one shows another thing.
        return None
    alike = set(AFTER_NIGHTS) if code in AFTER_NIGHTS else {code}
    for run in told:
        if run.exit_code is ExitCode.KEPT:
            return Beginning(first, run)
        if run.exit_code in alike:
            first = run
    return Beginning(first, None)


def _of_promise(identifier: str, told: Sequence[RunRecord]) -> Beginning | None:
    first: RunRecord | None = None
    for run in told:
        verdict = next((each.verdict for each in run.scenarios if each.identifier == identifier), None)
        if verdict is Verdict.BROKEN:
            first = run
        elif verdict is Verdict.KEPT and first:
            return Beginning(first, run)
    return Beginning(first, None) if first else None
