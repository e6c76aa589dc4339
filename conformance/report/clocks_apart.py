"""What is said of clocks that are not together; pure."""

from __future__ import annotations

from conformance.record import RunRecord
from conformance.report.phrases import one_line, seconds
from conformance.skew_record import SkewRecord

WORTH_A_WORD_S = 1.0
"""Seconds apart at the least: an HTTP date leaves one second open, and no bound of the suite is finer."""


def skew_in_words(skew: SkewRecord) -> str:
    """Return e.g. `600.2 s ahead of the API server's, give or take 0.50 s`."""
    way = "ahead of" if skew.ahead_s >= 0 else "behind"
    apart, within = seconds(abs(skew.ahead_s)), seconds(skew.within_s)
    return f"{apart} {way} {one_line(skew.whose)}'s, give or take {within}"


def clocks_apart(run: RunRecord) -> str:
    """Return a phrase where this machine's clock is surely over a second off another, the farthest; else
    nothing.
    """
    farthest = max(run.skew, key=lambda skew: skew.surely_apart_s, default=None)
    if farthest is None or farthest.surely_apart_s <= WORTH_A_WORD_S:
        return ""
    return f"this machine's clock is {skew_in_words(farthest)}, which no verdict rests on"
