"""How many promises got which verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from conformance.record import RunRecord
from conformance.report.phrases import count
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Tally:
    """The counts of a run; `not_run` are promises of the profiles asked for that were left out."""

    kept: int
    broken: int
    unknown: int
    skipped: int
    not_run: int

    @property
    def recorded(self) -> int:
        """Promises that have a verdict, skipped ones among them."""
        return self.kept + self.broken + self.unknown + self.skipped

    @property
    def judged(self) -> int:
        """Promises that were kept or broken."""
        return self.kept + self.broken

    def words(self) -> str:
        """Return all counts in one phrase; the promises not run only where there are any."""
        left_out = f", {self.not_run} not run" if self.not_run else ""
        return (
            f"{count(self.recorded, 'promise')}: {self.kept} kept, {self.broken} broken, "
            f"{self.unknown} unknown, {self.skipped} skipped{left_out}"
        )


def tally_of(run: RunRecord) -> Tally:
    """Count the verdicts of `run`."""
    counts = Counter(scenario.verdict for scenario in run.scenarios)
    return Tally(
        kept=counts[Verdict.KEPT],
        broken=counts[Verdict.BROKEN],
        unknown=counts[Verdict.UNKNOWN],
        skipped=counts[Verdict.SKIPPED],
        not_run=len(run.required_not_run),
    )
