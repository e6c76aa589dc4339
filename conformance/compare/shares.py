"""A promise that is broken on both sides, and more often on the later one; pure."""

from __future__ import annotations

from math import comb

from conformance.compare.timings import ALPHA
from conformance.compare.verdicts import Promised, Standing, Verdicts
from conformance.verdict import Verdict


def broken_more_often(verdicts: Verdicts) -> tuple[Promised, ...]:
    """Return those whose share of broken runs rose by more than chance would have it, with Bonferroni's rule.

    One run against one shows nothing.
    """
    both = verdicts.still(Verdict.BROKEN)
    return tuple(
        each
        for each in both
        if each.before and each.after and chance(each.before, each.after) <= ALPHA / len(both)
    )


def chance(before: Standing, after: Standing) -> float:
    """Return how likely so many of the broken runs, or more, would be later ones were both sides alike.

    Fisher's exact test, one-sided: of all runs so many are broken, and any of them may be.
    """
    broken, runs = before.times + after.times, before.runs + after.runs
    as_many = range(after.times, min(broken, after.runs) + 1)
    ways = sum(comb(after.runs, later) * comb(before.runs, broken - later) for later in as_many)
    return ways / comb(runs, broken)
