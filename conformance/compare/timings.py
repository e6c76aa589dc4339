"""How long each promise took, over repeated runs; pure.

Each promise that was kept on both sides is tested by itself; what is significant among so many tests is
decided by Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", Journal of the Royal
Statistical Society B 57 (1995).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from math import ceil
from statistics import median

from conformance.compare.rank_sum import LARGEST, least_p, two_sided_p
from conformance.compare.side import Side
from conformance.report.phrases import count as counted
from conformance.report.phrases import seconds
from conformance.verdict import Verdict

ALPHA = 0.05
"""How often two groups of runs of one thing may be told apart at all: R. A. Fisher's usual one in twenty."""
LEAST_SHARE = 0.1
"""A difference of medians below a tenth, though it may be significant, is nothing that anybody acts on."""
ENOUGH = next(size for size in count(1) if least_p(size, size) <= ALPHA)
"""Runs of each side below which no difference can be significant, whatever it is."""


@dataclass(frozen=True)
class Timing:
    """One promise's durations in seconds, oldest first, and how likely such a difference is by chance."""

    identifier: str
    title: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    p: float

    @property
    def medians(self) -> tuple[float, float]:
        """The middle duration before and after, in seconds."""
        return median(self.before), median(self.after)

    def __str__(self) -> str:
        """Return `heal_1: median 3.80 s → 9.10 s (5 and 5 runs, p 0.008)`."""
        old, new = self.medians
        sizes = f"{len(self.before)} and {len(self.after)} runs, p {self.p:.2g}"
        return f"{self.identifier}: median {seconds(old)} → {seconds(new)} ({sizes})"


@dataclass(frozen=True)
class Timings:
    """What repeated runs tell about durations; `note` says how much they can tell."""

    slower: tuple[Timing, ...]
    quicker: tuple[Timing, ...]
    tested: int
    note: str


def timings_of(old: Side, new: Side) -> Timings:
    """Compare the durations of every promise that was kept on both sides, of the newest runs `LARGEST`.

    Only of runs that all judged as many promises at once: these take of each other's time.
    """
    if len(at_once := {run.workers for side in (old, new) for run in side.runs}) > 1:
        numbers = ", ".join(map(str, sorted(at_once)))
        return Timings((), (), 0, f"timings not judged: the runs had {numbers} promises at once")
    before, after = _durations(old), _durations(new)
    names = sorted(before.keys() & after.keys())
    titles = {one.identifier: one.title for run in new.runs for one in run.scenarios}
    tested = [
        Timing(name, titles[name], before[name], after[name], two_sided_p(before[name], after[name]))
        for name in names
        if _enough(before[name], after[name])
    ]
    found = [each for each in _discovered(tested) if _matters(*each.medians)]
    return Timings(
        slower=tuple(each for each in found if each.medians[0] < each.medians[1]),
        quicker=tuple(each for each in found if each.medians[0] > each.medians[1]),
        tested=len(tested),
        note=_note(old, new, len(names), tested),
    )


def _durations(side: Side) -> dict[str, tuple[float, ...]]:
    """Return the seconds of each promise that was kept, in the newest of the runs."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for run in side.runs:
        for one in run.scenarios:
            if one.verdict is Verdict.KEPT:
                found[one.identifier].append(one.seconds)
    return {identifier: tuple(durations[-LARGEST:]) for identifier, durations in found.items()}


def _enough(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    return least_p(len(before), len(after)) <= ALPHA


def _discovered(tested: Iterable[Timing]) -> list[Timing]:
    """Return the most significant ones, as many as Benjamini and Hochberg let pass."""
    by_p = sorted(tested, key=lambda each: each.p)
    passing = [place for place, each in enumerate(by_p, 1) if each.p <= ALPHA * place / len(by_p)]
    return by_p[: max(passing, default=0)]


def _matters(old: float, new: float) -> bool:
    return abs(new - old) >= LEAST_SHARE * old


def _note(old: Side, new: Side, in_common: int, tested: list[Timing]) -> str:
    runs = f"{counted(len(old.runs), 'run')} before, {counted(len(new.runs), 'run')} now"
    if not in_common:
        return "timings not judged: no promise was kept on both sides"
    if not tested:
        return (
            f"timings not judged: too few runs ({runs}); the Mann-Whitney test tells nothing apart below "
            f"{ENOUGH} and {ENOUGH}"
        )
    least = max(least_p(len(each.before), len(each.after)) for each in tested)
    at_once = ceil(least * len(tested) / ALPHA)
    seen = (
        f"so few runs ({runs}) show a difference only in {at_once} of {len(tested)} promises at once"
        if at_once > 1
        else f"{runs}"
    )
    left_out = in_common - len(tested)
    more = f"; {counted(left_out, 'promise')} kept too seldom to tell" if left_out else ""
    return f"timings of {counted(len(tested), 'promise')} by the exact Mann-Whitney test: {seen}{more}"
