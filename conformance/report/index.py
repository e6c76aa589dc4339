"""reports/index.html: the runs of a folder, newest first, and what became of each promise in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from conformance.record import RunRecord, ScenarioRecord
from conformance.report.changes import digests_of
from conformance.report.files import write_whole
from conformance.report.folder import runs_in
from conformance.report.headline import Headline, headline_of
from conformance.report.paths import INDEX, ReportPaths
from conformance.report.plain_page import render_plain
from conformance.report.tally import tally_of
from conformance.verdict import Verdict

SHOWN = 40
"""So many of the newest runs: reading one takes about ten milliseconds, and a run's end waits for it."""
SIGNS = {Verdict.KEPT: "●", Verdict.BROKEN: "✕", Verdict.UNKNOWN: "?", Verdict.SKIPPED: "-"}
NOT_JUDGED = "·"


@dataclass(frozen=True)
class Row:
    """One run's line; `run` is None for a report that cannot be read."""

    run_id: str
    run: RunRecord | None
    headline: Headline | None
    tally: str
    images: str
    has_page: bool


@dataclass(frozen=True)
class Mark:
    """What one run says of a promise."""

    sign: str
    tone: str


@dataclass(frozen=True)
class Trend:
    """One promise over the runs, oldest first."""

    identifier: str
    title: str
    marks: tuple[Mark, ...]
    words: str
    median_s: float | None
    """Of the runs that kept it; None where none did."""
    line: str
    """The seconds of those runs as points of a polyline, 0 to 100 by 0 to 20."""


def write_index(reports: Path) -> Path:
    """Write the page of the runs in the folder `reports`, and return where it lies."""
    page = reports / INDEX
    write_whole(page, render_index(reports).encode(errors="replace"))
    return page


def render_index(reports: Path) -> str:
    """Return the page of the newest runs in the folder `reports`."""
    found = list(islice(runs_in(reports), SHOWN + 1))
    rows = [_row(reports, run_id, run) for run_id, run in found[:SHOWN]]
    oldest_first = [run for _, run in reversed(found[:SHOWN]) if run is not None]
    return render_plain(
        "index.html.j2", rows=rows, trends=trends_of(oldest_first), more=len(found) > SHOWN, shown=SHOWN
    )


def _row(reports: Path, run_id: str, run: RunRecord | None) -> Row:
    return Row(
        run_id=run_id,
        run=run,
        headline=headline_of(run) if run else None,
        tally=tally_of(run).words() if run else "",
        images=", ".join(f"{name} {digest}" for name, digest in digests_of(run).items()) if run else "",
        has_page=ReportPaths(reports / run_id).html.is_file(),
    )


def trends_of(runs: Sequence[RunRecord]) -> tuple[Trend, ...]:
    """Return each promise of `runs`, which are oldest first, by area and number."""
    by_run = [{scenario.identifier: scenario for scenario in run.scenarios} for run in runs]
    identifiers = {identifier for each in by_run for identifier in each}
    return tuple(
        _trend(identifier, [each.get(identifier) for each in by_run])
        for identifier in sorted(identifiers, key=_by_number)
    )


def _by_number(identifier: str) -> tuple[str, int]:
    area, _, number = identifier.rpartition("_")
    return area, int(number)


def _trend(identifier: str, records: Sequence[ScenarioRecord | None]) -> Trend:
    judged = [record for record in records if record is not None]
    kept = [record for record in judged if record.verdict is Verdict.KEPT]
    durations = [record.seconds for record in kept]
    return Trend(
        identifier=identifier,
        title=judged[-1].title,
        marks=tuple(_mark(record) for record in records),
        words=f"kept in {len(kept)} of {len(judged)}",
        median_s=median(durations) if durations else None,
        line=_line(durations),
    )


def _mark(record: ScenarioRecord | None) -> Mark:
    return Mark(SIGNS[record.verdict], str(record.verdict)) if record else Mark(NOT_JUDGED, "not-run")


def _line(durations: Iterable[float]) -> str:
    values = list(durations)
    if len(values) < 2:
        return ""
    top, step = max(values) or 1.0, 100 / (len(values) - 1)
    return " ".join(f"{place * step:.1f},{20 - 20 * value / top:.1f}" for place, value in enumerate(values))
