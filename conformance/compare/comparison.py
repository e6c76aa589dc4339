"""Two sides held against each other, and what that comes to; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from conformance.compare.differences import Difference, differences_of
from conformance.compare.shares import broken_more_often
from conformance.compare.side import Side
from conformance.compare.timings import Timings, timings_of
from conformance.compare.verdicts import Promised, Verdicts, verdicts_of
from conformance.exit_codes import ExitCode
from conformance.report.phrases import count
from conformance.verdict import Verdict


class Outcome(StrEnum):
    """One word over everything that was compared."""

    SAME = "same"
    """Nothing differs that was compared."""
    NO_WORSE = "no worse"
    """Something differs, and no promise fares worse."""
    WORSE = "worse"
    """A promise is newly broken, or more often, takes longer, or the run left what an earlier one did not."""
    CANNOT_TELL = "cannot tell"
    """Something that was known of the earlier side is not known of the later one."""


EXIT_CODES = MappingProxyType(
    {
        Outcome.SAME: ExitCode.KEPT,
        Outcome.NO_WORSE: ExitCode.KEPT,
        Outcome.WORSE: ExitCode.BROKEN,
        Outcome.CANNOT_TELL: ExitCode.UNKNOWN,
    }
)


@dataclass(frozen=True)
class Comparison:
    """What moved from `old` to `new`, and why it is worse, or why nobody can tell."""

    old: Side
    new: Side
    verdicts: Verdicts
    timings: Timings
    differences: tuple[Difference, ...]
    left_behind: tuple[str, ...]
    """By the later side, and not by the earlier one."""
    worse: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """What is worse counts before what is not known."""
        if self.worse:
            return Outcome.WORSE
        if self.doubts:
            return Outcome.CANNOT_TELL
        return Outcome.NO_WORSE if self._moved else Outcome.SAME

    @property
    def _moved(self) -> bool:
        moved = any(each.moved for each in self.verdicts.promises)
        return bool(moved or self.verdicts.appeared or self.differences or self.timings.quicker)

    @property
    def exit_code(self) -> ExitCode:
        """0 same or no worse, 1 worse, 6 cannot tell."""
        return EXIT_CODES[self.outcome]

    @property
    def sentence(self) -> str:
        """The reasons of the outcome in one phrase."""
        promises = count(self.verdicts.in_common, "promise")
        match self.outcome:
            case Outcome.WORSE:
                return "; ".join(self.worse)
            case Outcome.CANNOT_TELL:
                return "; ".join(self.doubts)
            case Outcome.NO_WORSE:
                kept = len(self.verdicts.newly(Verdict.KEPT))
                newly = f"{kept} newly kept, " if kept else ""
                return f"{newly}{count(len(self.differences), 'difference')}, {promises} compared"
            case Outcome.SAME:
                broken = len(self.verdicts.still(Verdict.BROKEN))
                still = f", {broken} of them still broken" if broken else ""
                return f"nothing moved, {promises} compared{still}"


def compare(old: Side, new: Side) -> Comparison:
    """Hold `new` against `old`."""
    verdicts, timings = verdicts_of(old, new), timings_of(old, new)
    left_behind = _left_behind(old, new)
    return Comparison(
        old=old,
        new=new,
        verdicts=verdicts,
        timings=timings,
        differences=differences_of(old, new),
        left_behind=left_behind,
        worse=tuple(_worse(verdicts, timings, left_behind)),
        doubts=tuple(_doubts(verdicts, new)),
    )


def _left_behind(old: Side, new: Side) -> tuple[str, ...]:
    # Each run has names of its own: whether anything remained can be compared, and not what.
    if any(run.left_behind for run in old.runs):
        return ()
    return tuple(line for run in new.runs for line in run.left_behind)


def _worse(verdicts: Verdicts, timings: Timings, left_behind: tuple[str, ...]) -> Iterator[str]:
    if broken := verdicts.newly(Verdict.BROKEN):
        yield f"{len(broken)} newly broken ({names(broken)})"
    if oftener := broken_more_often(verdicts):
        shares = ", ".join(f"{each.identifier}: {each.before} → {each.after}" for each in oftener)
        yield f"{len(oftener)} broken more often ({shares})"
    if timings.slower:
        yield f"{len(timings.slower)} slower ({', '.join(each.identifier for each in timings.slower)})"
    if left_behind:
        yield f"{count(len(left_behind), 'thing')} left behind"


def _doubts(verdicts: Verdicts, new: Side) -> Iterator[str]:
    if not verdicts.in_common:
        yield "no promise was judged on both sides"
    if unknown := [each for each in verdicts.promises if each.is_doubtful]:
        yield f"{len(unknown)} unknown ({names(unknown)})"
    if skipped := verdicts.newly(Verdict.SKIPPED):
        yield f"{len(skipped)} newly skipped ({names(skipped)})"
    if gone := [each for each in verdicts.gone if each.verdict_before is not Verdict.SKIPPED]:
        yield f"{len(gone)} not judged again ({names(gone)})"
    if appeared := [each for each in verdicts.appeared if each.verdict_after is Verdict.BROKEN]:
        yield f"{len(appeared)} broken that was not judged before ({names(appeared)})"
    for run in new.runs:
        if run.finished is None or run.exit_code in (ExitCode.INTERRUPTED, ExitCode.INTERNAL_ERROR):
            yield f"{run.run_id} did not come to its end"
        elif run.faults:
            yield f"a part of {run.run_id} failed to be set up"


NAMED = 5
"""So many promises are named in one phrase; the lines below it name all."""


def names(promises: Iterable[Promised]) -> str:
    """Return the identifiers of some promises, the first of them where they are many."""
    identifiers = [each.identifier for each in promises]
    more = len(identifiers) - NAMED
    return ", ".join(identifiers[:NAMED]) + (f" and {more} more" if more > 0 else "")
