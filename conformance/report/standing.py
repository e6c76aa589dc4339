"""The report of a run as it stands, written after each scenario: what is killed leaves one that says so."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from conformance.errors import BadInput
from conformance.evidence import POD_STATUSES, evidence_of
from conformance.exit_codes import ExitCode
from conformance.places import give_to_caller, made_for_caller
from conformance.pods_that_ran import PodsThatRan
from conformance.record import RunRecord
from conformance.redact import Redactor
from conformance.redacted_record import redact
from conformance.report.beside import pages_beside
from conformance.report.files import point_link, write_whole
from conformance.report.history import chain_of, find_previous
from conformance.report.outcome import exit_code_of, result_of, result_of_profile
from conformance.report.page import render_page
from conformance.report.paths import ReportPaths
from conformance.report.run_file import write_run
from conformance.report.unwritable import unwritable

CHEAP_S = 0.05
"""Seconds that a page may take to be written anew after a scenario, which lasts a second on a quick box."""


class StandingReport:
    """Keeps report.json, and report.html where that is cheap, true to what is known so far."""

    def __init__(
        self, record: RunRecord, folder: Path, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Prepare for `folder`, that of the run; nothing is written. `clock` returns seconds."""
        self.record = record
        self.folder = folder
        self.redactor = Redactor()
        """What takes secrets out of all that is written down or shown of this run."""
        self._clock = clock
        self._clean = 0
        self._paths = ReportPaths(folder)
        self.previous: RunRecord | None = None
        """The run that this one is held against."""
        self._looked_back_for: frozenset[tuple[str, str]] | None = None
        self._page_is_cheap = True
        self._missing_before: list[Path] = []
        self._latest_before: Path | None = None
        self.unwritten = ""
        """Why it cannot be written any more; empty while it can."""

    def begin(self) -> None:
        """Make the folder, write a report of nothing yet, and let `latest` lead there.

        Raises BadInput where that is not possible, and leaves nothing then.
        """
        self._settle()
        self._missing_before = [path for path in self.folder.parents if not path.exists()]
        self._latest_before = self._paths.latest.readlink() if self._paths.latest.is_symlink() else None
        try:
            made_for_caller(self.folder)
            write_run(self.record, self._paths.record)
            # The first page takes long whatever it holds: its templates are compiled.
            self._draw()
            give_to_caller(self.folder)
            point_link(self._paths.latest, self.folder.name)
        except OSError as error:
            self.take_back()
            reports = self.folder.parent
            raise BadInput(
                f"--reports {reports}: no report can be written there ({error.strerror})",
                "name another folder",
            ) from error

    def take_back(self) -> None:
        """Leave the runs' folder as it was before `begin`: what was typed turned out to be bad input."""
        latest = self._paths.latest
        # The link first: it never leads nowhere. One that another run has moved meanwhile is that run's.
        with suppress(OSError):
            if latest.is_symlink() and latest.readlink() == Path(self.folder.name):
                if self._latest_before is None:
                    latest.unlink()
                else:
                    point_link(latest, str(self._latest_before))
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            for folder in self._missing_before:
                folder.rmdir()

    def keep(self) -> None:
        """Write what is known now; a reader meets the report before or this one, never half of it."""
        self._settle()
        with self.writing():
            write_run(self.record, self._paths.record)
            if self._page_is_cheap:
                began = self._clock()
                self._draw()
                self._page_is_cheap = self._clock() - began < CHEAP_S
            give_to_caller(self.folder)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn a disk that is full, or gone, into a fault of the run, which is told once and ends nothing.

        What has been deployed is to be taken away all the same, and what was judged has its verdict.
        """
        try:
            yield
        except OSError as error:
            self.unwritten = unwritable(self.folder, error)
            if self.unwritten not in self.record.faults:
                self.record.faults.append(self.unwritten)

    def _draw(self) -> None:
        page = render_page(self.record, self.previous, pages_beside(self._paths))
        write_whole(self._paths.html, page.encode(errors="replace"))

    def link_what_is_beside(self) -> None:
        """Write the page anew, with links to comparison and index, which are written after it."""
        self._draw()

    def finish(self, interrupted: bool) -> ExitCode:
        """Give the run its end and its exit code, which is returned; the reports are yet to be written."""
        # What came to be known as a secret late may stand in what was written down early.
        self._clean = 0
        self._settle()
        self.record.finished = datetime.now(UTC)
        self.record.exit_code = exit_code_of(self.record, interrupted)
        # An earlier run may have gone on meanwhile: its hash is that of now.
        self._looked_back_for = None
        self._settle()
        return self.record.exit_code

    def _settle(self) -> None:
        """Take secrets out, then work out what follows: what is left to judge, the results, the chain."""
        self._take_secrets_out()
        judged = {scenario.identifier for scenario in self.record.scenarios}
        self.record.required_not_run = [
            identifier for identifier in self.record.required_not_run if identifier not in judged
        ]
        for profile in self.record.profiles:
            profile.result = result_of_profile(profile, self.record)
        self.record.result = result_of(self.record)
        self._look_back()

    def _take_secrets_out(self) -> None:
        """Redact the record before anything is made of it; scenarios that have been are left as they are."""
        for scenario in self.record.scenarios[self._clean :]:
            redact(scenario, self.redactor.sentence)
        self._clean = len(self.record.scenarios)
        redact(self.record, self.redactor.sentence, but=("scenarios",))

    def _look_back(self) -> None:
        """Find the earlier runs that matter; reading them takes a while, so only for images that are new."""
        digests = frozenset((image.container, image.digest) for image in self.record.images)
        if digests != self._looked_back_for:
            self._looked_back_for = digests
            self.record.chain = chain_of(self.folder.parent, self.record)
            self.previous = find_previous(self.folder.parent, self.record)

    def ran(self, pods: PodsThatRan) -> None:
        """Take over which images ran, and the pods' statuses as evidence of that."""
        self.record.images = pods.images()
        file = self.folder / POD_STATUSES
        with self.writing():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, json.dumps(pods.statuses(), indent=1).encode() + b"\n")
            self.add_evidence([file])

    def add_evidence(self, files: list[Path]) -> None:
        """Name files of the run as a whole with their hashes, once secrets are out of them; one that is named
        already is hashed anew.
        """
        new = {each.path: each for each in evidence_of(files, self.folder, self.redactor)}
        self.record.evidence = [each for each in self.record.evidence if each.path not in new]
        self.record.evidence += new.values()
