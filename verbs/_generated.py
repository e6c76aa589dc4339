"""A file of docs/ that is made of the sources: printed, or written where it belongs."""

from __future__ import annotations

from pathlib import Path

from conformance.options import SUITE_FOLDER


def print_or_write(text: str, page: Path, *, write: bool) -> None:
    """Print `text`, or write it to `page` and say so."""
    if write:
        page.write_text(text, encoding="utf-8")
        print(f"written: {page.relative_to(SUITE_FOLDER)}")
    else:
        print(text, end="")
