"""Where the reports of a run lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance.report.run_file import RUN_FILE

LATEST = "latest"
INDEX = "index.html"
COMPARISON = "comparison.html"


@dataclass(frozen=True)
class ReportPaths:
    """The files of one run, below `folder`, and the link beside it that leads to the newest run."""

    folder: Path

    @property
    def record(self) -> Path:
        """The record of the run, for programs."""
        return self.folder / RUN_FILE

    @property
    def junit(self) -> Path:
        """JUnit XML, for CI servers."""
        return self.folder / "junit.xml"

    @property
    def cucumber_json(self) -> Path:
        """Cucumber's older JSON, for servers that know only that."""
        return self.folder / "cucumber.json"

    @property
    def cucumber_messages(self) -> Path:
        """Cucumber Messages, for the tools of Cucumber's own world."""
        return self.folder / "cucumber.ndjson"

    @property
    def summary(self) -> Path:
        """The summary in Markdown, for a job's page."""
        return self.folder / "summary.md"

    @property
    def metrics(self) -> Path:
        """Prometheus' text form, for a series over many runs."""
        return self.folder / "metrics.prom"

    @property
    def html(self) -> Path:
        """The page, for people."""
        return self.folder / "report.html"

    @property
    def comparison(self) -> Path:
        """The page that holds it against an earlier run; only where it was compared."""
        return self.folder / COMPARISON

    @property
    def index(self) -> Path:
        """The page of all runs beside it."""
        return self.folder.parent / INDEX

    @property
    def latest(self) -> Path:
        """The link to the newest run."""
        return self.folder.parent / LATEST
