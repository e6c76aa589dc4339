"""What the terminal shows of a row: one line, and what went wrong below it where it did; pure."""

from __future__ import annotations

from conformance.report.phrases import seconds
from sabotage.outcome import GOOD, Outcome, Row, Sabotage

WIDTH = 36
ONCE_MORE = "judged once more, alone; beside other stacks it was unknown"
NAMES = {outcome: str(outcome).replace("_", " ") for outcome in Outcome}


def row_lines(row: Row) -> list[str]:
    """Return the line of a row, and for each of its findings that is not good what was expected and seen."""
    mark = "✓" if row.outcome in GOOD else "✗"
    where = f" {row.promise}" if row.promise else ""
    lines = [f"{mark} {NAMES[row.outcome]:<9} {row.name:<{WIDTH}}{where}  {seconds(row.seconds)}"]
    for finding in row.findings:
        if finding.outcome not in GOOD:
            lines.append(
                f"  {finding.promise} {NAMES[finding.outcome]}: {finding.verdict} at {finding.step!r}: "
                f"{finding.first_line}"
            )
            if finding.expected_step:
                lines.append(f"  expected at {finding.expected_step!r}: {finding.expected_phrase}")
    if row.unknown_before:
        lines.append(f"  {ONCE_MORE}: {row.unknown_before}")
    return lines


def summary(result: Sabotage) -> str:
    """Return the counts in one line, with what did not run."""
    words = [f"{number} {name.replace('_', ' ')}" for name, number in result.counts.items()]
    if result.judged_again:
        words.append(f"{len(result.judged_again)} judged once more, alone")
    if result.not_run:
        words.append(f"{len(result.not_run)} not run")
    return f"{', '.join(words)}; {seconds(result.seconds)}"
