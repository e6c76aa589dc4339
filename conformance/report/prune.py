"""Removes older runs from the reports' folder, and nothing that a later one rests on."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.folder import runs_in
from conformance.report.history import environment_of
from conformance.report.run_file import RUN_FILE

CERTIFICATES = "certificate.*.json"
"""What a signer puts beside a report."""
NOTHING: Mapping[str, str] = MappingProxyType({})
MAY_GO_ON = timedelta(days=1)
"""A report without an end that was written so lately may be of a run that goes on: it is written anew after
each promise, and before the first one a cluster may have to be built."""


@dataclass(frozen=True)
class Plan:
    """What becomes of each run's folder, newest first: its name, and why."""

    kept: tuple[tuple[str, str], ...] = ()
    only_report: tuple[tuple[str, str], ...] = ()
    """All but report.json is removed: the next attempt's chain holds the hash of that."""
    removed: tuple[str, ...] = ()


def plan(reports: Path, keep: int, now: datetime, needed: Mapping[str, str] = NOTHING) -> Plan:
    """Return what to keep of the runs in `reports`: the newest `keep`, and what somebody still needs.

    That is the last green run of each environment, every signed run, what `needed` names with the reason, and
    the report before each run that is kept. What cannot be read, or may still go on, is left alone. `now` has
    a time zone.
    """
    runs = list(runs_in(reports))
    kept: dict[str, str] = {}
    for place, (name, run) in enumerate(runs):
        if why := _why_kept(reports / name, run, place < keep, now):
            kept[name] = why
    for name, why in (*needed.items(), *_last_green(runs)):
        kept.setdefault(name, why)
    before = {
        earlier.run_id: name
        for name, run in runs
        if name in kept and run is not None
        for earlier in run.chain.named
    }
    return Plan(
        kept=tuple((name, kept[name]) for name, _ in runs if name in kept),
        only_report=tuple(
            (name, f"the attempt before {before[name]}")
            for name, _ in runs
            if name not in kept and name in before
        ),
        removed=tuple(name for name, _ in runs if name not in kept and name not in before),
    )


def _why_kept(folder: Path, run: RunRecord | None, is_new: bool, now: datetime) -> str:
    """Return why a run is kept for its own sake; empty where it is not."""
    if run is None:
        return "its report cannot be read"
    if is_new:
        return "one of the newest"
    if any(folder.glob(CERTIFICATES)):
        return "it is signed"
    written = datetime.fromtimestamp((folder / RUN_FILE).stat().st_mtime, now.tzinfo)
    return "it may still go on" if run.finished is None and now - written < MAY_GO_ON else ""


def _last_green(runs: Iterable[tuple[str, RunRecord | None]]) -> Iterator[tuple[str, str]]:
    seen = set()
    for name, run in runs:
        if run is None or run.exit_code is not ExitCode.KEPT or environment_of(run) in seen:
            continue
        seen.add(environment_of(run))
        yield name, f"the last green one of {' '.join(filter(None, environment_of(run)))}"


def carry_out(planned: Plan, reports: Path) -> int:
    """Remove what is planned and return how many bytes that were; raises OSError where it is not possible."""
    freed = 0
    for name in planned.removed:
        freed += _bytes_in(reports / name)
        shutil.rmtree(reports / name)
    for name, _ in planned.only_report:
        freed += _bytes_in(reports / name) - (reports / name / RUN_FILE).stat().st_size
        for entry in (reports / name).iterdir():
            if entry.name != RUN_FILE:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    return freed


def _bytes_in(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
