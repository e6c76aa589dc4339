"""Earlier runs in the reports' folder: which one a new run is held against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.run_file import RUN_FILE, read_run
from conformance.report.tally import tally_of

THROWN_AWAY = frozenset({"kubebox"})
"""Kinds of cluster that are made anew for a run: their names tell nothing about the environment."""


def environment_of(run: RunRecord) -> tuple[str, str, str]:
    """Return the set of manifests, the kind of a run's cluster and, where it outlives a run, its name."""
    kind = run.cluster.kind
    return run.manifest_set, kind, "" if kind in THROWN_AWAY else run.cluster.name


def find_previous(reports: Path, run: RunRecord) -> RunRecord | None:
    """Return the last green run before `run` in the same environment, else the last one that judged anything.

    `reports` is the folder of the runs' folders. What cannot be read there is passed over.
    """
    latest: RunRecord | None = None
    for earlier in _newest_first(reports, run):
        if earlier.exit_code is ExitCode.KEPT:
            return earlier
        latest = latest or earlier
    return latest


def _newest_first(reports: Path, run: RunRecord) -> Iterator[RunRecord]:
    names = sorted((file.parent.name for file in reports.glob(f"*/{RUN_FILE}")), reverse=True)
    for name in names:
        if name >= run.run_id or (reports / name).is_symlink():
            continue
        try:
            earlier = read_run(reports / name)
        except BadInput:
            continue
        if environment_of(earlier) == environment_of(run) and tally_of(earlier).judged:
            yield earlier
