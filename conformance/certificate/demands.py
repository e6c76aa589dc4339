"""What a run has to show before anybody can accept it; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from conformance.certificate.finding import Finding
from conformance.certificate.waivers import Waiver, faults_of
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, ScenarioRecord
from conformance.report.phrases import count
from conformance.run_identity import UNKNOWN
from conformance.verdict import Verdict

CODES = {
    Verdict.BROKEN: ExitCode.BROKEN,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
    Verdict.SKIPPED: ExitCode.PARTIAL,
}


def unkept(run: RunRecord) -> dict[str, ScenarioRecord]:
    """Return the promises that were not kept, by identifier, without skips that the run accepted by name."""
    return {
        scenario.identifier: scenario
        for scenario in run.scenarios
        if scenario.verdict is not Verdict.KEPT and not accepted_skip(run, scenario)
    }


def accepted_skip(run: RunRecord, scenario: ScenarioRecord) -> bool:
    """Return whether a scenario was skipped for a capability whose absence was accepted by name."""
    return scenario.verdict is Verdict.SKIPPED and scenario.missing_capability in run.accepted_missing


def unmet_demands(
    run: RunRecord, required: Collection[str], waivers: Collection[Waiver], today: date
) -> Iterator[Finding]:
    """Yield why `run` cannot be accepted on the day `today`: nothing where it can.

    `required` are the identifiers that the profiles demand; what one of `waivers` names is let pass.
    """
    yield from _faulty_waivers(run, waivers, today)
    yield from _not_whole(run)
    yield from _not_judged(run, required)
    waived = {waiver.identifier for waiver in waivers}
    for identifier, scenario in unkept(run).items():
        if identifier not in waived:
            yield Finding(CODES[scenario.verdict], f"{identifier} is {scenario.verdict}: {scenario.reason}")
    if run.left_behind:
        yield Finding(ExitCode.LEFT_BEHIND, f"the run left behind: {'; '.join(run.left_behind)}")
    yield from _not_committed(run)


def _faulty_waivers(run: RunRecord, waivers: Collection[Waiver], today: date) -> Iterator[Finding]:
    for fault in faults_of(waivers, unkept(run), today):
        yield Finding(ExitCode.BAD_INPUT, fault)


def _not_whole(run: RunRecord) -> Iterator[Finding]:
    if run.finished is None or run.exit_code is None:
        yield Finding(ExitCode.PARTIAL, "the run is partial: it has no end, it goes on or was killed")
    elif run.exit_code is ExitCode.INTERRUPTED:
        yield Finding(ExitCode.PARTIAL, "the run is partial: it was interrupted")
    for fault in run.faults:
        yield Finding(ExitCode.UNKNOWN, f"the run is not to be relied on: {fault}")


def _not_judged(run: RunRecord, required: Collection[str]) -> Iterator[Finding]:
    recorded = Counter(scenario.identifier for scenario in run.scenarios)
    for identifier, times in recorded.items():
        if times > 1:
            yield Finding(ExitCode.BROKEN, f"{identifier} has {times} verdicts")
    if all(scenario.verdict is Verdict.SKIPPED for scenario in run.scenarios):
        yield Finding(ExitCode.NOTHING_RAN, "the run is empty: no promise was judged")
    elif missing := [identifier for identifier in required if identifier not in recorded]:
        were = "was" if len(missing) == 1 else "were"
        told = f"{count(len(missing), 'required promise')} {were} not run: {', '.join(missing)}"
        yield Finding(ExitCode.PARTIAL, f"the run is partial: {told}")


def _not_committed(run: RunRecord) -> Iterator[Finding]:
    """Yield why nobody could look up by what code the run was judged."""
    if run.git_commit in ("", UNKNOWN):
        yield Finding(ExitCode.UNKNOWN, "the suite that judged is of no commit: nobody can look it up")
    elif run.git_dirty:
        yield Finding(
            ExitCode.UNKNOWN,
            f"the suite that judged is not committed: its files differed from commit {run.git_commit[:12]}",
        )
