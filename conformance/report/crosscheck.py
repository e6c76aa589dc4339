"""The run's own verdicts against what pytest says happened: two witnesses that have to agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from conformance.record import RunRecord
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
