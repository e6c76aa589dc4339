"""The pages that report.html links to: only those that are there, for a dead link helps nobody."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.report.paths import ReportPaths


@dataclass(frozen=True)
class PageBeside:
    """A page, by its address as seen from report.html, and what it is called there."""

    address: str
    title: str


def pages_beside(paths: ReportPaths) -> tuple[PageBeside, ...]:
    """Return the pages beside the report that exist now."""
    known = (
        (paths.comparison, f"./{paths.comparison.name}", "Against an earlier run"),
        (paths.index, f"../{paths.index.name}", "All runs of this folder"),
    )
    return tuple(PageBeside(address, title) for file, address, title in known if file.is_file())
