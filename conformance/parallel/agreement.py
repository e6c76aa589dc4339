"""Whether runs that judge several promises at once come to the verdicts of serial runs; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from conformance.record import RunRecord

NO_VERDICT = "no verdict"


def disagreements_of(serial: Sequence[RunRecord], parallel: Sequence[RunRecord]) -> list[str]:
    """Return a line for each promise on which not all of the runs, one at least of each, are of one mind."""
    verdicts = [_verdicts(run) for run in (*serial, *parallel)]
    names = sorted({name for each in verdicts for name in each})
    return [
        f"{name}: {_told(name, serial)} in serial runs, {_told(name, parallel)} with several at once"
        for name in names
        if len({each.get(name, NO_VERDICT) for each in verdicts}) > 1
    ]


def _verdicts(run: RunRecord) -> Mapping[str, str]:
    judged = {scenario.identifier: str(scenario.verdict) for scenario in run.scenarios}
    return {**dict.fromkeys(run.required_not_run, NO_VERDICT), **judged}


def _told(name: str, runs: Iterable[RunRecord]) -> str:
    return ", ".join(_verdicts(run).get(name, NO_VERDICT) for run in runs)
