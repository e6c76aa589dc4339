"""What was unknown beside other stacks is judged once more, alone, and its row says so; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.verdict import Verdict
from sabotage.outcome import GOOD, Row

MOST = 10
"""Where more are unknown the machine cannot judge, and that is what its report has to say."""


def doubtful(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of which nothing worse is known than that a promise could not be judged.

    A row with any verdict that is not as expected stands: it was judged. None where more than `MOST` are
    unknown.
    """
    unknown = [row for row in rows if row.outcome not in GOOD and _nothing_but_unknown(row)]
    return unknown if len(unknown) <= MOST else []


def judged_again(first: Row, second: Row) -> Row:
    """Return `second` in the place of `first`, with what `first` could not be judged for."""
    return replace(second, unknown_before=f"{first.promise} {first.first_line}")


def _nothing_but_unknown(row: Row) -> bool:
    wrong = [finding for finding in row.findings if finding.outcome not in GOOD]
    return all(finding.verdict == Verdict.UNKNOWN for finding in wrong)
