"""Warnings, errors and deprecations in logs, and which of them only one of two programs says; pure.

Of a line counts what is the same each time: its logger and its words, without what belongs to one moment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.compare.masking import MASK, masked
from conformance.report.phrases import count, one_line

LONGEST = 300
"""Characters of the words: a deprecation may quote a page."""


class Level(StrEnum):
    """How bad a line is; a deprecation by its words, whatever its level."""

    DEPRECATION = "deprecation"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, order=True)
class Said:
    """What a program says again and again."""

    level: Level
    who: str
    """The logger, or the Python file of a warning."""
    words: str

    def __str__(self) -> str:
        """Return `warning keystone.common.password_hashing: …`."""
        return f"{self.level} {self.who}: {self.words}"


@dataclass(frozen=True)
class LogDifference:
    """What only one of two logs says, each with how often."""

    new: tuple[tuple[Said, int], ...] = ()
    gone: tuple[tuple[Said, int], ...] = ()

    def of(self, level: Level) -> tuple[tuple[Said, int], ...]:
        """Return what is newly said at that level."""
        return tuple((said, times) for said, times in self.new if said.level is level)

    @property
    def counts(self) -> str:
        """What is new in a phrase."""
        new = ", ".join(f"{len(self.of(level))} {level}s" for level in Level)
        return f"new: {new}; no longer said: {len(self.gone)}"


# oslo.log's `%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [context] message`
OSLO = re.compile(
    r"\S+ \S+ \d+ (?P<level>WARNING|ERROR|CRITICAL) (?P<who>[\w.]+) (?:\[[^\]]*\] ?)?(?P<words>.*)"
)
# of oslo.log too, and no warning: what ends a line that this begins is not its own
OSLO_OTHER = re.compile(r"\S+ \S+ \d+ (?:DEBUG|INFO|AUDIT|TRACE) ")
# warnings.formatwarning: `FILE:LINE: CATEGORY: message`, also as the words of the logger py.warnings
PYTHON = re.compile(r"(?P<who>[^\s:]+\.py):\d+: (?P<kind>\w*Warning): ?(?P<words>.*)")
# MariaDB's error log: `YYYY-MM-DD hh:mm:ss THREAD [Level] message`
MARIADB = re.compile(r"\S+ +\S+ \d+ \[(?P<level>Warning|ERROR)\] (?P<words>.*)")
REQUEST = re.compile(r"\S+ request method=|keystone: |mariadb: ")
"""Lines of the image contract: no warnings, and never the rest of one."""
FRAME = re.compile(r"\s|Traceback \(most recent call last\)|[~^]+$|During handling of |The above exception ")
"""The inside of a traceback: its last line, the exception, tells what happened."""
NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)*(?![\w-])")
MADE_UP = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{12,}\b")
"""A container's identifier, which is its host's name."""
SITE_PACKAGES = re.compile(r"\S*/site-packages/")
DEPRECATED = re.compile(r"deprecat|will be removed|no longer be supported", re.IGNORECASE)
"""Whatever a line's level is."""


def said_in(lines: Iterable[str]) -> Counter[Said]:
    """Return how often each warning, error and deprecation stands in a log."""
    return Counter(filter(None, map(_said, _joined(lines))))


def log_difference(before: Counter[Said], after: Counter[Said]) -> LogDifference:
    """Return what one side says and the other never does."""
    return LogDifference(
        new=tuple((said, after[said]) for said in sorted(after.keys() - before.keys())),
        gone=tuple((said, before[said]) for said in sorted(before.keys() - after.keys())),
    )


def lines_of(difference: LogDifference) -> Iterator[str]:
    """Yield lines for a person: how many of each kind, then each of them."""
    yield difference.counts
    yield from (f"new, {count(times, 'time')}: {said}" for said, times in difference.new)
    yield from (f"no longer, was {count(times, 'time')}: {said}" for said, times in difference.gone)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Put the next line behind one that ends where its words would begin, as some warnings do."""
    open_line = ""
    for line in lines:
        if open_line and line.strip():
            if not _begins(line):
                yield f"{open_line} {line.strip()}"
                open_line = ""
                continue
            yield open_line
            open_line = ""
        if _begins(line) and line.rstrip().endswith("Warning:"):
            open_line = line.rstrip()
        elif not open_line:
            yield line
    if open_line:
        yield open_line


def _begins(line: str) -> bool:
    return any(form.match(line) for form in (OSLO, OSLO_OTHER, PYTHON, MARIADB, REQUEST))


def _said(line: str) -> Said | None:
    if found := OSLO.match(line):
        words = found["words"]
        if not words.strip() or FRAME.match(words):
            return None
        if warning := PYTHON.match(words):
            return _python(warning)
        level = Level.WARNING if found["level"] == "WARNING" else Level.ERROR
        return _with_words(level, found["who"], words)
    if found := PYTHON.match(line):
        return _python(found)
    if found := MARIADB.match(line):
        level = Level.WARNING if found["level"] == "Warning" else Level.ERROR
        return _with_words(level, "mariadbd", found["words"])
    return None


def _python(found: re.Match[str]) -> Said:
    who = SITE_PACKAGES.sub("", found["who"])
    return _with_words(Level.WARNING, who, f"{found['kind']}: {found['words']}")


def _with_words(level: Level, who: str, words: str) -> Said:
    plain = NUMBER.sub("N", MADE_UP.sub(MASK, masked(SITE_PACKAGES.sub("", words))))
    return Said(Level.DEPRECATION if DEPRECATED.search(plain) else level, who, one_line(plain, LONGEST))
