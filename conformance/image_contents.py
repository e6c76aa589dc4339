"""What is in an image, package by package, and what differs between two; pure, over recorded lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Packager(StrEnum):
    """Who installed a package."""

    PIP = "pip"
    DPKG = "dpkg"


@dataclass(frozen=True)
class Contents:
    """The packages of an image: their versions by name."""

    pip: Mapping[str, str]
    """Names in the normal form of PEP 503: lower case, single dashes."""
    dpkg: Mapping[str, str]

    def of(self, packager: Packager) -> Mapping[str, str]:
        """Return those that one packager installed."""
        return self.pip if packager is Packager.PIP else self.dpkg


@dataclass(frozen=True)
class Changed:
    """A package that is not the same in both images; an empty version: it is not in that one."""

    packager: Packager
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return `pip alembic: 1.16.4 → 1.20.1`."""
        return f"{self.packager} {self.name}: {self.before or 'not there'} → {self.after or 'not there'}"

    def as_json(self) -> dict[str, str]:
        """Return the same as data."""
        return {name: str(value) for name, value in asdict(self).items()}


def contents_in(pip: str, dpkg: str) -> Contents:
    """Return the contents that two lists tell of.

    `pip` has a line for each folder of a Python distribution, such as `…/oslo_config-10.0.0.dist-info`, or
    one as `pip freeze` prints it; `dpkg` has a line NAME VERSION for each package. Raises ValueError naming
    the first line that is neither: half a list would show packages as gone.
    """
    return Contents(
        dict(_python(line) for line in pip.splitlines() if line.strip()),
        dict(_debian(line) for line in dpkg.splitlines() if line.strip()),
    )


def changes_between(before: Contents, after: Contents) -> tuple[Changed, ...]:
    """Return the packages that came, went or have another version, those of pip first, by name."""
    return tuple(
        Changed(packager, name, old.get(name, ""), new.get(name, ""))
        for packager in Packager
        for old, new in ((before.of(packager), after.of(packager)),)
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    )


def told(changes: Sequence[Changed]) -> list[str]:
    """Return lines for a person: how many of each kind, then each of them."""
    if not changes:
        return ["the same packages in the same versions"]
    counts = [
        f"{packager}: {sum(bool(each.before and each.after) for each in of)} other versions, "
        f"{sum(not each.before for each in of)} new, {sum(not each.after for each in of)} gone"
        for packager in Packager
        if (of := [each for each in changes if each.packager is packager])
    ]
    return [*counts, *map(str, changes)]


def _python(line: str) -> tuple[str, str]:
    found = re.fullmatch(r"(?:.*/)?([\w.]+)-([^-/]+)\.dist-info/?", line.strip()) or re.fullmatch(
        r"([\w.-]+)==(\S+)", line.strip()
    )
    if not found:
        raise ValueError(f"no Python distribution: {line!r}")
    return re.sub(r"[-_.]+", "-", found[1]).lower(), found[2]


def _debian(line: str) -> tuple[str, str]:
    name, _, version = line.strip().partition(" ")
    if not name or not version or " " in version:
        raise ValueError(f"no Debian package: {line!r}")
    return name, version
