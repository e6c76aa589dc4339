"""A comparison as one HTML file, complete in itself."""

from __future__ import annotations

from pathlib import Path

from conformance.compare.comparison import Comparison, Outcome
from conformance.compare.told import as_json, groups_of
from conformance.report.files import write_whole
from conformance.report.paths import COMPARISON
from conformance.report.plain_page import render_plain

TONES = {
    Outcome.SAME: "kept",
    Outcome.NO_WORSE: "kept",
    Outcome.WORSE: "broken",
    Outcome.CANNOT_TELL: "unknown",
}
TONES_OF_GROUPS = {
    "newly broken": "broken",
    "still broken": "broken",
    "newly unknown": "unknown",
    "still unknown": "unknown",
    "newly skipped": "skipped",
    "gone": "skipped",
    "appeared": "partial",
    "newly kept": "kept",
}
FILE = "comparison.json"


def render_comparison(comparison: Comparison) -> str:
    """Return the page of `comparison`."""
    return render_plain(
        "comparison.html.j2",
        comparison=comparison,
        groups=groups_of(comparison),
        tone=TONES[comparison.outcome],
        tones=TONES_OF_GROUPS,
    )


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write comparison.html and comparison.json into `folder` and return where the page lies."""
    page = folder / COMPARISON
    write_whole(folder / FILE, as_json(comparison).encode(errors="replace"))
    write_whole(page, render_comparison(comparison).encode(errors="replace"))
    return page
