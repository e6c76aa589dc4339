"""Finds known values in texts of any size, whole, broken over lines, or cut off at the end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.redact.encodings import SHORTEST, encodings_of
from conformance.redact.first_letters import FirstLetters

PLAIN = re.compile(r"[a-z]+")
"""A value of small letters alone is a word: found as a whole word only, not in another one."""
OWN_WORDS = frozenset(("keystone", "memcached", "mariadb", "database", "kubernetes", "password"))
"""Every report is full of them: the blog's database password `keystone` cannot be told from the others."""
BREAKABLE = 24
"""Characters from which on a value may stand broken over lines: a folded header, base64 in columns of 76."""
_BREAK = re.compile(r"(?:\\+[nrt]|[\s'\"])+")
_WORD = re.compile(r"[\w-]")
_ENDS = "….'\"`)>"


@dataclass(frozen=True)
class Found:
    """A value in a text, from `begin` to before `end`."""

    begin: int
    end: int
    value: str


class KnownValues:
    """An index over all forms of some values, by their first letters: its size does not slow the search."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._whole = FirstLetters()
        self._broken = FirstLetters()

    def add(self, value: str) -> None:
        """Find `value` from now on; one that cannot be told from other words is left to the patterns."""
        if len(value) < SHORTEST or value in OWN_WORDS:
            return
        for form in encodings_of(value):
            self._whole.add(form, value)
            joined = _BREAK.sub("", form)
            if len(joined) >= BREAKABLE:
                self._broken.add(joined, value)

    def found(self, text: str) -> list[Found]:
        """Return where they stand, in the order of the text; those that overlap as one."""
        places = [*_search(text, self._whole), *self._over_breaks(text)]
        apart: list[Found] = []
        for place in sorted(places, key=lambda found: (found.begin, -found.end)):
            if not apart or place.begin >= apart[-1].end:
                apart.append(place)
            elif place.end > apart[-1].end:
                apart[-1] = Found(apart[-1].begin, place.end, apart[-1].value)
        return apart

    def _over_breaks(self, text: str) -> Iterator[Found]:
        joined = _BREAK.sub("", text)
        if len(joined) == len(text):
            return
        found = list(_search(joined, self._broken))
        if not found:
            return
        # of each piece between breaks: where it begins in the joined text, and how much was left out before
        begins, left_out, lost = [0], [0], 0
        for gap in _BREAK.finditer(text):
            lost += gap.end() - gap.start()
            begins.append(gap.end() - lost)
            left_out.append(lost)
        for each in found:
            first, last = (
                place + left_out[bisect_right(begins, place) - 1] for place in (each.begin, each.end - 1)
            )
            yield Found(first, last + 1, each.value)


def _search(text: str, letters: FirstLetters) -> Iterator[Found]:
    for place in letters.places_in(text):
        if found := _at(text, place, letters.at(text, place)):
            yield found


def _at(text: str, place: int, forms: list[tuple[str, str]]) -> Found | None:
    for form, value in forms:
        if text.startswith(form, place):
            end = place + len(form)
            if not PLAIN.fullmatch(form) or _stands_alone(text, place, end):
                return Found(place, end, value)
        elif len(text) - place <= len(form) + len(_ENDS):
            rest = text[place:].rstrip(_ENDS)
            if 2 * len(rest) >= len(form) and form.startswith(rest):
                return Found(place, place + len(rest), value)
    return None


def _stands_alone(text: str, begin: int, end: int) -> bool:
    return not _WORD.match(text[begin - 1 : begin]) and not _WORD.match(text[end : end + 1])
