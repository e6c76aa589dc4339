"""The settings that a program runs with, and what differs between two of it; pure.

For Keystone these are the options of oslo.config, for MariaDB its system variables.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.compare.masking import masked
from conformance.report.phrases import one_line

LONGEST = 60
"""Characters of a value in a line: lists of log levels have hundreds."""
COMMAS = re.compile(r"[\w=]+(,[\w=]+)+")


@dataclass(frozen=True)
class Settings:
    """Every setting by its name, e.g. `token.expiration`; secrets are stars already."""

    defaults: Mapping[str, str]
    """What the program takes where nothing is configured."""
    effective: Mapping[str, str]
    """What it takes as it is configured."""
    deprecated: Mapping[str, str] = field(default_factory=dict)
    """Why an option is to go, of those that are."""


@dataclass(frozen=True)
class SettingChanged:
    """One setting before and after; empty where the program does not have it."""

    name: str
    default: tuple[str, str]
    effective: tuple[str, str]

    @property
    def felt(self) -> bool:
        """Whether the value that counts is another one: a configured one hides another default."""
        return self.effective[0] != self.effective[1]

    def __str__(self) -> str:
        """Return `token.expiration: default 3600 → 7200, configured: 3600`."""
        if self.default[0] == self.default[1]:
            return f"{self.name}: {_arrow(self.effective)}, the default is the same"
        if self.felt:
            return f"{self.name}: default {_arrow(self.default)}"
        return f"{self.name}: default {_arrow(self.default)}, configured: {_short(self.effective[1])}"


@dataclass(frozen=True)
class SettingsDifference:
    """What differs between two programs' settings, by name."""

    changed: tuple[SettingChanged, ...] = ()
    """Another default, or another value that counts."""
    new: tuple[SettingChanged, ...] = ()
    gone: tuple[SettingChanged, ...] = ()
    newly_deprecated: Mapping[str, str] = field(default_factory=dict)
    """Name and reason."""

    @property
    def counts(self) -> str:
        """All of it in a phrase."""
        felt = sum(each.felt for each in self.changed)
        return (
            f"{len(self.changed)} changed ({felt} of them felt), {len(self.new)} new, {len(self.gone)} gone, "
            f"{len(self.newly_deprecated)} newly deprecated"
        )


def settings_difference(
    before: Settings, after: Settings, left_out: Collection[str] = ()
) -> SettingsDifference:
    """Return what differs; `left_out` are settings that differ between two runs of one program."""
    names = sorted({*before.defaults, *after.defaults} - set(left_out))
    pairs = [_pair(name, before, after) for name in names]
    both = [each for each in pairs if each.name in before.defaults and each.name in after.defaults]
    return SettingsDifference(
        changed=tuple(each for each in both if each.felt or each.default[0] != each.default[1]),
        new=tuple(each for each in pairs if each.name not in before.defaults),
        gone=tuple(each for each in pairs if each.name not in after.defaults),
        newly_deprecated={
            name: one_line(why)
            for name, why in sorted(after.deprecated.items())
            if name not in before.deprecated and name in before.defaults
        },
    )


def lines_of(difference: SettingsDifference) -> Iterator[str]:
    """Yield lines for a person: how many of each kind, then each of them."""
    yield difference.counts
    yield from map(str, difference.changed)
    yield from (f"{each.name}: new, {_short(each.effective[1])}" for each in difference.new)
    yield from (f"{each.name}: gone, was {_short(each.effective[0])}" for each in difference.gone)
    yield from (f"{name}: deprecated: {why}" for name, why in difference.newly_deprecated.items())


def _pair(name: str, before: Settings, after: Settings) -> SettingChanged:
    # Names and addresses that a cluster made up for one pod are no difference to anybody.
    def of_both(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str]:
        return masked(old.get(name, "")), masked(new.get(name, ""))

    return SettingChanged(
        name, of_both(before.defaults, after.defaults), of_both(before.effective, after.effective)
    )


def _arrow(pair: tuple[str, str]) -> str:
    before, after = map(_entries, pair)
    if before is None or after is None:
        return f"{_short(pair[0])} → {_short(pair[1])}"
    said = (("without", before - after), ("with", after - before))
    parts = [f"{word} {one_line(', '.join(sorted(entries)), LONGEST)}" for word, entries in said if entries]
    return " and ".join(parts) or "in another order"


def _entries(value: str) -> set[str] | None:
    """Return the entries of a list, as oslo.config or MariaDB writes one; None for what is none."""
    if COMMAS.fullmatch(value):
        return set(value.split(","))
    try:
        found = literal_eval(value)
    except (ValueError, SyntaxError):
        return None
    return set(map(str, found)) if isinstance(found, list) else None


def _short(value: str) -> str:
    return one_line(value, LONGEST) or '""'
