"""Says at which commits of the suite the rows of a ledger were run: they may be of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def rows_by_commit(commits: Iterable[str]) -> str:
    """Return a sentence with how many rows are of each commit, in the order of their first; pure."""
    counted = Counter(commits)
    return (
        f"Rows by the commit of the suite: {', '.join(f'{n} at {commit}' for commit, n in counted.items())}."
    )
