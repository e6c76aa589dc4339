"""All that was found to differ between two images: for lines, for programs, for the page; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from conformance.image_contents import Changed
from conformance.image_contents import told as packages_told
from conformance.image_difference import log_lines, settings, upgrade_check
from conformance.image_difference.log_lines import LogDifference
from conformance.image_difference.measured import Measured
from conformance.image_difference.migration import Migration
from conformance.image_difference.same_requests import AnsweredOtherwise
from conformance.image_difference.settings import SettingsDifference
from conformance.image_difference.upgrade_check import UpgradeCheck
from conformance.report.phrases import one_line

KIND = "keystone-conformance image difference"
FORMAT = 1
"""The version of the JSON's form."""


class Part(StrEnum):
    """What is looked at, in the order in which it is told."""

    PACKAGES = "packages"
    UPGRADE_CHECK = "upgrade check"
    SETTINGS = "settings"
    ANSWERS = "answers"
    LOGS = "logs"
    MEASURED = "time and memory"
    MIGRATION = "migration"


LONG = (Part.PACKAGES, Part.SETTINGS, Part.LOGS)
"""Parts of which a terminal is only told how many."""


@dataclass(frozen=True)
class NotTold:
    """Why a part is not told."""

    why: str
    lacking: bool
    """Whether an image or the cluster has no means to tell it; else nobody knows what there was to tell."""


@dataclass
class ImageDifference:
    """What was found, part by part; a part that is None was not found out."""

    updated: str
    """keystone or database."""
    before: str
    after: str
    """The images' names, as they were typed."""
    packages: tuple[Changed, ...] | None = None
    checked: UpgradeCheck | None = None
    settings: SettingsDifference | None = None
    requests: int = 0
    """How many requests both were sent alike."""
    answers: tuple[AnsweredOtherwise, ...] | None = None
    logs: LogDifference | None = None
    measured: tuple[Measured, ...] | None = None
    migration: Migration | None = None
    """Over a database with many users; only where that was asked for."""
    not_told: dict[Part, NotTold] = field(default_factory=dict)

    def lacks(self, part: Part) -> bool:
        """Tell whether a part was not found out."""
        there = {
            Part.PACKAGES: self.packages,
            Part.UPGRADE_CHECK: self.checked,
            Part.SETTINGS: self.settings,
            Part.ANSWERS: self.answers,
            Part.LOGS: self.logs,
            Part.MEASURED: self.measured,
            Part.MIGRATION: self.migration,
        }
        return there[part] is None

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why this image should not be taken, as it says itself."""
        failed = self.checked.failed if self.checked else ()
        return tuple(f"{Part.UPGRADE_CHECK}: {each}" for each in failed)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What should have been told, and failed."""
        return tuple(f"{part}: {one.why}" for part, one in self.not_told.items() if not one.lacking)


def parts_of(found: ImageDifference) -> Iterator[tuple[Part, tuple[str, ...]]]:
    """Yield each part with its lines, the first of which sums it up; a part that is not told says why."""
    for part in Part:
        lines = list(map(one_line, _lines(found, part)))
        if part in found.not_told:
            lines.append(f"not told: {one_line(found.not_told[part].why)}")
        if lines:
            yield part, tuple(lines)


def lines_of(found: ImageDifference) -> Iterator[str]:
    """Yield lines for a terminal: of long parts only how many there are, of the others each."""
    for part, lines in parts_of(found):
        kept = lines if part in found.not_told or part not in LONG else lines[: _counts(found, part)]
        yield from (f"{part}: {line}" for line in kept)


def _lines(found: ImageDifference, part: Part) -> Iterator[str]:
    if part is Part.PACKAGES and found.packages is not None:
        yield from packages_told(found.packages)
    if part is Part.UPGRADE_CHECK and found.checked is not None:
        yield from upgrade_check.lines_of(found.checked)
    if part is Part.SETTINGS and found.settings is not None:
        yield from settings.lines_of(found.settings)
    if part is Part.ANSWERS and found.answers is not None:
        yield f"{len(found.answers)} of {found.requests} requests answered otherwise"
        yield from map(str, found.answers)
    if part is Part.LOGS and found.logs is not None:
        yield from log_lines.lines_of(found.logs)
    if part is Part.MEASURED and found.measured is not None:
        yield from map(str, found.measured)
    if part is Part.MIGRATION and found.migration is not None:
        yield from found.migration.lines()


def _counts(found: ImageDifference, part: Part) -> int:
    """Return how many lines only count: of packages one for each packager, one of the others."""
    if part is Part.PACKAGES and found.packages:
        return len({each.packager for each in found.packages})
    return 1


def as_json(found: ImageDifference) -> str:
    """Return it as JSON text."""
    plain: Mapping[str, Any] = {"kind": KIND, "format": FORMAT, **asdict(found), "refusals": found.refusals}
    return json.dumps(plain, indent=2, ensure_ascii=False, default=str) + "\n"
