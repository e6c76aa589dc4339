"""All reports of one run, from its record."""

from __future__ import annotations

from pathlib import Path

from conformance.record import RunRecord
from conformance.report.files import point_link, write_whole
from conformance.report.junit import junit_xml
from conformance.report.page import render_page
from conformance.report.paths import ReportPaths
from conformance.report.run_file import write_run


def write_reports(run: RunRecord, folder: Path, previous: RunRecord | None = None) -> ReportPaths:
    """Write report.json, junit.xml and report.html into `folder` and let `latest` beside it lead there.

    `previous` is the run that the page compares with. The record is written first: it survives whatever the
    other two may trip over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = ReportPaths(folder)
    write_run(run, paths.record)
    write_whole(paths.junit, junit_xml(run))
    write_whole(paths.html, render_page(run, previous).encode(errors="replace"))
    point_link(paths.latest, folder.name)
    return paths
