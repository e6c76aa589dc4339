"""Foreign text in Markdown as GitHub reads it: shown as it is, never acted on; and blocks within a bound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from conformance.report.phrases import clean, one_line

_ACTIVE = re.compile(r"[\\`*_\[\]<>#|~&$@]|:(?=//)|(?<=www)\.")
"""What could begin markup, a tag, an entity, a table cell, a formula, a mention or a bare link."""
_LEADING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
"""What at the beginning of a line could begin a list, a rule or an underlined heading."""
_TICKS = re.compile(r"`+")


def plain(text: str, longest: int = 0) -> str:
    """Return `text` in one line, cut to `longest` characters where that is not 0, with all markup escaped."""
    return _LEADING.sub(r"\1\\", _ACTIVE.sub(r"\\\g<0>", one_line(text, longest)))


def block(text: str) -> str:
    """Return `text`, its lines kept, in a fence longer than any row of backticks in it."""
    cleaned = clean(text)
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in _TICKS.findall(cleaned)), default=0))
    return f"{fence}text\n{cleaned}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the cells are Markdown already."""
    return [_row(heads), _row(["---"] * len(heads)), *(_row(cells) for cells in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def fitting(pieces: Sequence[str], room: int, left_out: Callable[[int], str]) -> list[str]:
    """Return as many `pieces` from the first on as take at most `room` bytes, a line end each.

    Where some do not fit, what `left_out` says of their number comes last, over and above `room`.
    """
    taken: list[str] = []
    for piece in pieces:
        room -= len(piece.encode(errors="replace")) + 1
        if room < 0:
            return [*taken, left_out(len(pieces) - len(taken))]
        taken.append(piece)
    return taken
