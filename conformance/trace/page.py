"""The matrix with a run's verdicts as one HTML file, complete in itself."""

from __future__ import annotations

from conformance.record import RunRecord
from conformance.report.headline import headline_of
from conformance.report.plain_page import render_plain
from conformance.trace.matrix import Matrix

TONES = {"not run": "not-run", "no promise": "partial", "": "skipped"}


def render_trace(matrix: Matrix, run: RunRecord, run_folder: str) -> str:
    """Return the page; `run_folder` leads from where it will lie to the run's folder."""
    return render_plain(
        "trace.html.j2",
        matrix=matrix,
        run=run,
        headline=headline_of(run),
        folder=run_folder,
        tones=TONES,
    )
