"""All reports of one run, from its record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from conformance.errors import EnvironmentFault, InternalError
from conformance.options import FEATURES
from conformance.record import RunRecord
from conformance.report.beside import pages_beside
from conformance.report.cucumber_json import cucumber_json
from conformance.report.cucumber_messages import cucumber_messages
from conformance.report.cucumber_sources import Sources, sources_of
from conformance.report.files import point_link, write_whole
from conformance.report.junit import junit_xml
from conformance.report.markdown_summary import markdown_summary
from conformance.report.page import render_page
from conformance.report.paths import ReportPaths
from conformance.report.phrases import one_line
from conformance.report.prometheus_metrics import prometheus_metrics
from conformance.report.run_file import write_run
from conformance.report.unwritable import unwritable


def write_reports(
    run: RunRecord, folder: Path, previous: RunRecord | None = None, features: Path = FEATURES
) -> ReportPaths:
    """Write every report of `run` into `folder` and let `latest` beside it lead there.

    `previous` is the run that page and summary compare with, `features` the folder of the feature files that
    Cucumber's forms tell the run by. Raises InternalError, once all others are written, for those that fail,
    EnvironmentFault where the disk alone is to blame.
    """
    paths = ReportPaths(folder)
    failed: list[str] = []
    full: list[OSError] = []
    for path, write in _writers(run, paths, previous, features):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write()
        except OSError as error:
            full.append(error)
        # whatever it is, it must not take the other reports with it
        except Exception as defect:
            failed.append(one_line(f"{path.name} could not be written: {type(defect).__name__}: {defect}"))
    try:
        point_link(paths.latest, folder.name)
    except OSError as error:
        full.append(error)
    if failed:
        raise InternalError("; ".join(failed))
    if full:
        raise EnvironmentFault(unwritable(folder, full[0]))
    return paths


def _writers(
    run: RunRecord, paths: ReportPaths, previous: RunRecord | None, features: Path
) -> Iterator[tuple[Path, Callable[[], None]]]:
    @cache
    def sources() -> Sources:
        return sources_of(run.scenarios, features)

    forms: dict[Path, Callable[[], bytes]] = {
        paths.junit: lambda: junit_xml(run),
        paths.html: lambda: render_page(run, previous, pages_beside(paths)).encode(errors="replace"),
        paths.summary: lambda: markdown_summary(run, previous),
        paths.metrics: lambda: prometheus_metrics(run),
        paths.cucumber_messages: lambda: cucumber_messages(run, sources()),
        paths.cucumber_json: lambda: cucumber_json(run, sources()),
    }
    yield paths.record, partial(write_run, run, paths.record)
    for path, form in forms.items():
        yield path, partial(_write, path, form)


def _write(path: Path, form: Callable[[], bytes]) -> None:
    try:
        content = form()
    except OSError as error:  # of what a form reads, not of the disk that it is written to
        raise InternalError(str(error)) from error
    write_whole(path, content)
