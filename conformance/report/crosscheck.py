"""Witnesses of one run that have to agree: its verdicts, pytest's outcomes, and each file as it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from conformance.record import RunRecord
from conformance.report import read_back
from conformance.report.markdown_summary import counts_of
from conformance.report.paths import ReportPaths
from conformance.report.tally import tally_of
from conformance.verdict import Verdict

AGREES = {
    Verdict.KEPT: frozenset({"passed"}),
    Verdict.BROKEN: frozenset({"failed", "error"}),
    Verdict.UNKNOWN: frozenset({"failed", "error"}),
    Verdict.SKIPPED: frozenset({"skipped"}),
}
"""pytest says `error` where a scenario ended in its set-up or its teardown."""


def disagreements(run: RunRecord, pytest_outcomes: Mapping[str, str]) -> list[str]:
    """Return the identifiers that the run and pytest tell differently about, sorted.

    `pytest_outcomes` maps identifiers to `passed`, `failed`, `error` or `skipped`. An identifier that only
    one of the two knows, or that the run holds twice, disagrees too.
    """
    verdicts = {scenario.identifier: scenario.verdict for scenario in run.scenarios}
    times = Counter(scenario.identifier for scenario in run.scenarios)
    return sorted(
        identifier
        for identifier in verdicts.keys() | pytest_outcomes.keys()
        if times[identifier] != 1 or pytest_outcomes.get(identifier) not in AGREES[verdicts[identifier]]
    )


def written_disagreements(run: RunRecord, paths: ReportPaths) -> list[str]:
    """Return a line for each written file that says something else than the run, read back from the disk."""
    return list(_differing(run, paths))


def _differing(run: RunRecord, paths: ReportPaths) -> Iterator[str]:
    ours = Counter((scenario.identifier, scenario.verdict) for scenario in run.scenarios)
    for file, said_by in (
        (paths.junit, read_back.said_by_junit),
        (paths.cucumber_json, read_back.said_by_cucumber_json),
        (paths.cucumber_messages, read_back.said_by_messages),
        (paths.metrics, read_back.said_by_metrics),
    ):
        said = Counter(said_by(file.read_bytes()))
        if said != ours:
            names = sorted({identifier for identifier, _ in (said - ours) + (ours - said)})
            yield f"{file.name} does not say what was judged of {', '.join(names)}"
    if read_back.counts_in_summary(paths.summary.read_bytes()) != counts_of(tally_of(run)):
        yield f"{paths.summary.name} does not have the counts of what was judged"
