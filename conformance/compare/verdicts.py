"""What became of each promise, by its identifier; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.compare.side import Side
from conformance.record import ScenarioRecord
from conformance.verdict import Verdict

WORST_FIRST = (Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED, Verdict.KEPT)


@dataclass(frozen=True)
class Standing:
    """What a side says of one promise: the worst of its runs, and in how many of them."""

    verdict: Verdict
    times: int
    runs: int
    """Of those that have a verdict on it; of a broken one those that kept it or broke it."""
    reason: str
    unknown: int = 0
    """In how many runs it is unknown: beside a broken one nobody can say what they would have been."""

    def __str__(self) -> str:
        """Return `broken`, and of several runs `broken in 2 of 5` or `broken in 2 of 3, unknown in 2`."""
        hidden = self.unknown if self.verdict is Verdict.BROKEN else 0
        share = f" in {self.times} of {self.runs}" if self.runs + hidden > 1 else ""
        return f"{self.verdict}{share}" + (f", unknown in {hidden}" if hidden else "")


@dataclass(frozen=True)
class Promised:
    """One promise, before and after; None on the side that has no verdict on it."""

    identifier: str
    title: str
    before: Standing | None
    after: Standing | None

    @property
    def moved(self) -> bool:
        """Whether both sides have a verdict, and not the same one."""
        both = self.before is not None and self.after is not None
        return both and self.verdict_before is not self.verdict_after

    @property
    def is_doubtful(self) -> bool:
        """Whether the later side calls it unknown, or broken and, where no earlier run did, unknown too."""
        if self.verdict_after is Verdict.UNKNOWN:
            return True
        never_before = self.before is None or not self.before.unknown
        return bool(self.after and self.after.unknown and never_before)

    @property
    def verdict_before(self) -> Verdict | None:
        """The worst that the earlier side says."""
        return self.before.verdict if self.before else None

    @property
    def verdict_after(self) -> Verdict | None:
        """The worst that the later side says."""
        return self.after.verdict if self.after else None


@dataclass(frozen=True)
class Verdicts:
    """Every promise that either side knows, by identifier."""

    promises: tuple[Promised, ...]

    def newly(self, verdict: Verdict) -> tuple[Promised, ...]:
        """Return those that both sides know and only the later one calls so."""
        return tuple(each for each in self.promises if each.moved and each.verdict_after is verdict)

    def still(self, verdict: Verdict) -> tuple[Promised, ...]:
        """Return those that both sides call so."""
        return tuple(
            each for each in self.promises if each.verdict_before is verdict and each.verdict_after is verdict
        )

    @property
    def appeared(self) -> tuple[Promised, ...]:
        """Those that only the later side has a verdict on."""
        return tuple(each for each in self.promises if each.before is None)

    @property
    def gone(self) -> tuple[Promised, ...]:
        """Those that only the earlier side has a verdict on."""
        return tuple(each for each in self.promises if each.after is None)

    @property
    def in_common(self) -> int:
        """How many both sides know."""
        return len(self.promises) - len(self.appeared) - len(self.gone)


def verdicts_of(old: Side, new: Side) -> Verdicts:
    """Return what both sides say of each promise."""
    before, after = _records(old), _records(new)
    return Verdicts(
        tuple(
            Promised(
                identifier,
                (after.get(identifier) or before[identifier])[-1].title,
                _standing(before.get(identifier, ())),
                _standing(after.get(identifier, ())),
            )
            for identifier in sorted(before.keys() | after.keys(), key=_by_number)
        )
    )


def _by_number(identifier: str) -> tuple[str, int]:
    area, _, number = identifier.rpartition("_")
    return area, int(number)


def _records(side: Side) -> dict[str, list[ScenarioRecord]]:
    found: dict[str, list[ScenarioRecord]] = {}
    for run in side.runs:
        for scenario in run.scenarios:
            found.setdefault(scenario.identifier, []).append(scenario)
    return found


def _standing(records: Iterable[ScenarioRecord]) -> Standing | None:
    known = list(records)
    if not known:
        return None
    worst = min((record.verdict for record in known), key=WORST_FIRST.index)
    such = [record for record in known if record.verdict is worst]
    times = Counter(record.verdict for record in known)
    # What was not judged is no run in which a broken promise held.
    runs = times[Verdict.KEPT] + len(such) if worst is Verdict.BROKEN else len(known)
    return Standing(worst, len(such), runs, such[-1].reason, times[Verdict.UNKNOWN])
