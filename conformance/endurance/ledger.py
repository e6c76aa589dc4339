"""The ledger: a line for each full run, added to by every run of the same versions and never rewritten."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from conformance.errors import InternalError
from conformance.exit_codes import ExitCode
from conformance.ledger_lines import append_rows, read_rows
from conformance.record import RunRecord
from conformance.verdict import Verdict

PROMISED = ("*.feature", "*.yaml")
"""The files whose change makes another thing of what is judged: the sentences, and the manifests."""


@dataclass(frozen=True)
class Versions:
    """What has to be the same for two runs to be counted together."""

    kubernetes: str
    images: tuple[str, ...]
    """`container@sha256:…`, sorted."""
    manifest_set: str
    promised: str
    """The hash of the features and the manifests."""


@dataclass(frozen=True)
class Used:
    """One wait of a scenario: the event's name, the seconds it needed and those it was allowed."""

    event: str
    needed_s: float
    allowed_s: float


@dataclass(frozen=True)
class ScenarioRow:
    """One scenario of a run."""

    identifier: str
    verdict: Verdict
    seconds: float
    waits: tuple[Used, ...]


@dataclass(frozen=True)
class Row:
    """One full run."""

    run_id: str
    started: datetime
    seconds: float
    exit_code: ExitCode
    suite: str
    """The commit of the suite, with `+` where files differed from it."""
    cores: int
    memory_gib: int
    """Of the machine, rounded."""
    versions: Versions
    scenarios: tuple[ScenarioRow, ...]

    @property
    def failed(self) -> bool:
        """Whether it was anything but kept as a whole."""
        return self.exit_code is not ExitCode.KEPT


_FORM = TypeAdapter(Row)


def promised_hash(folders: Iterable[Path]) -> str:
    """Return the hash of the features and manifests right in `folders`: of their names and bytes."""
    digest = hashlib.sha256()
    files = {file for folder in folders for pattern in PROMISED for file in folder.glob(pattern)}
    for file in sorted(files):
        digest.update(f"{file.name}\0{len(file.read_bytes())}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def row_of(record: RunRecord, promised: str) -> Row:
    """Return the ledger's line for a run that has ended; `promised` is `promised_hash` of what it judged.

    Raises InternalError for a run that never ended: it was killed, and counts for nothing.
    """
    if record.exit_code is None or record.finished is None:
        raise InternalError(f"run {record.run_id} never ended")
    images = {f"{image.container}@{image.digest}" for image in record.images}
    return Row(
        run_id=record.run_id,
        started=record.started,
        seconds=round((record.finished - record.started).total_seconds(), 1),
        exit_code=record.exit_code,
        suite=record.git_commit + "+" * record.git_dirty,
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        versions=Versions(
            record.cluster.server_version, tuple(sorted(images)), record.manifest_set, promised
        ),
        scenarios=tuple(
            ScenarioRow(
                scenario.identifier,
                scenario.verdict,
                round(scenario.seconds, 2),
                tuple(
                    Used(wait.patience, round(wait.needed_s, 3), wait.allowed_s)
                    for step in scenario.steps
                    for wait in step.waits
                ),
            )
            for scenario in record.scenarios
        ),
    )


def append(row: Row, ledger: Path) -> None:
    """Add a line to the ledger, which is made where there is none."""
    append_rows(_FORM, [row], ledger)


def read_ledger(ledger: Path) -> list[Row]:
    """Return every line, oldest first; none where there is no file. Raises BadInput for one that is none."""
    return read_rows(_FORM, ledger)
