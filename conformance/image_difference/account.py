"""What an update came to, over the runs that judged it; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.availability import AvailabilityRecord
from conformance.compare import Side, compare
from conformance.compare.comparison import Comparison
from conformance.compare.told import lines_of as comparison_lines
from conformance.exit_codes import ExitCode, decisive
from conformance.image_difference.found import ImageDifference, lines_of
from conformance.image_difference.pair import ImagePair
from conformance.record import RunRecord, ScenarioRecord
from conformance.report.phrases import count, milliseconds, one_line, share
from conformance.verdict import Verdict

CORE, UPDATE = "core", "update"
"""The profile that is judged on either image, and that of the change itself."""
NEW_IMAGE = "the new image"
"""What the sentences call it; other promises of the profile are about candidates that are bad on purpose."""


@dataclass(frozen=True)
class UpdateAccount:
    """One image after another, as judged: the change, the newer image by itself, what is inside of it."""

    pair: ImagePair
    change: RunRecord
    """Judged on the older image, and while it was replaced."""
    found: ImageDifference | None
    """None where the change did not come to its end."""
    by_itself: RunRecord | None = None
    """Judged on the newer image; None where that was not done."""
    baseline: Side | None = None
    """What the newer image is held against; None: what the change itself saw of the older one."""
    only_inside: bool = False
    """Whether no more than what is inside was asked for: there is no change and no verdict then."""

    @property
    def of_the_change(self) -> tuple[ScenarioRecord, ...]:
        """The promises that are about the change."""
        return tuple(each for each in self.change.scenarios if UPDATE in each.profiles)

    @property
    def of_the_newer(self) -> tuple[ScenarioRecord, ...]:
        """Those of them that are about the newer image."""
        return tuple(
            each for each in self.of_the_change if any(NEW_IMAGE in step.text for step in each.steps)
        )

    @property
    def refused(self) -> tuple[ScenarioRecord, ...]:
        """Those of these that did not hold."""
        return tuple(each for each in self.of_the_newer if each.verdict is Verdict.BROKEN)

    @property
    def comparison(self) -> Comparison | None:
        """The newer image by itself against the older one; None where only one of them was judged."""
        if self.by_itself is None:
            return None
        return compare(self.baseline or Side((_older(self.change, self.by_itself),)), Side((self.by_itself,)))

    @property
    def exit_code(self) -> ExitCode:
        """The gravest of both runs, of their comparison, and of what is inside."""
        comparison = self.comparison
        codes = [run.exit_code for run in (self.change, self.by_itself) if run]
        return decisive(
            (
                *(ExitCode.INTERRUPTED if code is None else code for code in codes),
                *([] if self.only_inside else [comparison.exit_code if comparison else ExitCode.UNKNOWN]),
                *([ExitCode.BROKEN] if self.found and self.found.refusals else []),
                *([ExitCode.UNKNOWN] if self.found is None or self.found.doubts else []),
            )
        )

    @property
    def headline(self) -> str:
        """The verdict in a line: compare's, or why there is none."""
        if self.refused:
            first = self.refused[0]
            return f"REFUSED: {first.identifier} {first.title}: {one_line(first.reason)}"
        if self.found and self.found.refusals:
            return f"REFUSED: {self.found.refusals[0]}"
        if self.only_inside and self.found and self.found.doubts:
            return one_line(f"CANNOT TELL: {self.found.doubts[0]}")
        if self.only_inside:
            return "PARTIAL: only what is inside was looked at"
        if (comparison := self.comparison) is None:
            return "CANNOT TELL: the newer image was not judged by itself"
        if comparison.exit_code is ExitCode.KEPT and (doubt := self._doubt):
            return one_line(f"CANNOT TELL: {doubt}")
        return comparison_lines(comparison)[0]

    @property
    def _doubt(self) -> str:
        """What of the change nobody could judge; empty where all was judged."""
        if self.change.exit_code is None:
            return f"the change did not come to its end (run {self.change.run_id})"
        unknown = [each for each in self.of_the_newer if each.verdict is Verdict.UNKNOWN]
        if unknown:
            return f"{unknown[0].identifier} {unknown[0].title}: {unknown[0].reason}"
        if not any(each.verdict is Verdict.KEPT for each in self.of_the_newer):
            return "no promise of the change was judged"
        if self.found is None:
            return "nobody looked at what is inside"
        return next(iter(self.found.doubts), "")


def availabilities(account: UpdateAccount) -> Iterator[tuple[ScenarioRecord, AvailabilityRecord]]:
    """Yield each probe that ran while the newer image took the older one's place, with its promise."""
    for scenario in account.of_the_newer:
        yield from ((scenario, probe) for probe in scenario.availability)


def account_lines(account: UpdateAccount) -> Iterator[str]:
    """Yield the account for a terminal; the verdict comes last."""
    yield f"update of {account.pair}"
    if not account.only_inside:
        yield from _change_lines(account)
    if account.found is not None:
        yield from (f"inside: {line}" for line in lines_of(account.found))
    if not account.only_inside:
        yield from _by_itself_lines(account)
    yield account.headline


def _change_lines(account: UpdateAccount) -> Iterator[str]:
    yield f"the change: {_verdicts(account.of_the_change)} (run {account.change.run_id})"
    for scenario in account.of_the_change:
        if scenario.verdict is not Verdict.KEPT:
            yield one_line(f"{scenario.verdict}: {scenario.identifier} {scenario.title}: {scenario.reason}")
    for _, probe in availabilities(account):
        for row in probe.rows:
            away = milliseconds(row.longest_outage_ms) if row.failed else "none"
            yield (
                f"{probe.what}, {row.kind} connections: {row.failed} of {row.sent} requests failed, "
                f"{share(row.availability_percent)} available, longest outage {away}"
            )


def _by_itself_lines(account: UpdateAccount) -> Iterator[str]:
    for run, image in ((account.change, account.pair.before), (account.by_itself, account.pair.after)):
        if run is not None:
            core = [each for each in run.scenarios if CORE in each.profiles]
            yield f"{image} by itself: {_verdicts(core)} (run {run.run_id})"
    if comparison := account.comparison:
        yield from comparison_lines(comparison)[1:]


def _older(change: RunRecord, by_itself: RunRecord) -> RunRecord:
    """Return the part of the change that judged the older image: its core, and the images that this ran on.

    Of a container with several images these are what the update began with: none that it was updated to.
    """
    to = {fact["image"] for each in change.scenarios for fact in each.observed if "image" in fact}
    newer = {(image.container, image.digest) for image in by_itself.images}
    number = Counter(image.container for image in change.images)
    return replace(
        change,
        scenarios=[each for each in change.scenarios if CORE in each.profiles],
        images=[
            image
            for image in change.images
            if number[image.container] == 1
            or (image.image not in to and (image.container, image.digest) not in newer)
        ],
    )


def _verdicts(scenarios: tuple[ScenarioRecord, ...] | list[ScenarioRecord]) -> str:
    told = {verdict: sum(each.verdict is verdict for each in scenarios) for verdict in Verdict}
    parts = [f"{number} {verdict}" for verdict, number in told.items() if number]
    return f"{count(len(scenarios), 'promise')}: {', '.join(parts)}" if parts else "no promise"
