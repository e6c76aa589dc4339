"""Text in columns, as kubectl prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime


def columns(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the rows under their head, each column as wide as its widest text, three spaces between."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "".join(
        "   ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def age(since: datetime | None, now: datetime) -> str:
    """Return the time since then as kubectl shortens it: `42s`, `3m10s`, `5h`, `2d`."""
    if since is None:
        return "<unknown>"
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < 120:
        return f"{seconds}s"
    if seconds < 600:
        return f"{seconds // 60}m{seconds % 60}s"
    if seconds < 3 * 3600:
        return f"{seconds // 60}m"
    return f"{seconds // 3600}h" if seconds < 48 * 3600 else f"{seconds // 86400}d"
