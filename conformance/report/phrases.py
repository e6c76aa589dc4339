"""Numbers, times and foreign text as a person reads them; nothing here lets a control character through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a log may smuggle into a terminal or an XML file: escapes, C1 controls, text direction overrides."""
NOT_XML = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold besides control characters."""
SHORT_DIGEST = 12
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def seconds(value: float) -> str:
    """Return a duration in words, with as many digits as mean something: `0.41 s`, `42.3 s`, `2 min 3 s`."""
    if value < 9.995:
        return f"{value:.2f} s"
    if value < 99.95:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def milliseconds(value: float) -> str:
    """Return a duration as `5.4 ms` or `731 ms`, and from one second on as `seconds` does."""
    if value >= 1000:
        return seconds(value / 1000)
    return f"{value:.0f} ms" if value >= 99.95 else f"{value:.1f} ms"


def share(percent: float) -> str:
    """Return a percentage that is 100 only where nothing is missing: `95.38 %`, `99.99 %`, `100 %`."""
    return "100 %" if percent >= 100 else f"{min(percent, 99.99):.2f} %"


def utc(moment: datetime) -> str:
    """Return a moment as `2026-11-23 04:10:11 UTC`; one without a time zone is taken for UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return `1 promise`, `2 promises`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(things: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`; empty for none."""
    *others, last = things or [""]
    return f"{', '.join(others)} and {last}" if others else last


def size(number: int) -> str:
    """Return a number of bytes as `812 bytes`, `1.2 kB`, `14 MB`."""
    if number < 1000:
        return count(number, "byte")
    value, unit = (number / 1e3, "kB") if number < 999_500 else (number / 1e6, "MB")
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def short_digest(digest: str) -> str:
    """Return the first twelve hex digits of `sha256:…`, enough to tell two images apart by eye."""
    return digest.rpartition(":")[2][:SHORT_DIGEST] or "no digest"


def clean(text: str) -> str:
    """Return `text` with its lines kept and everything replaced that a terminal or XML would act on."""
    return NOT_XML.sub("\ufffd", CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str, longest: int = 0) -> str:
    """Return `text` cleaned, in one line, and cut to `longest` characters where that is not 0."""
    line = " ".join(clean(text).split())
    return f"{line[: longest - 1].rstrip()}…" if 0 < longest < len(line) else line


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else ENDINGS.get(number % 10, 'th')}"
