"""Which of the runs that were found a sweep takes away, and why it lets the others be; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conformance.errors import BadInput
from conformance.report.phrases import seconds
from conformance.sweep.marks import RUN_ID
from conformance.sweep.runs import FoundRun


@dataclass(frozen=True)
class Choice:
    """What is taken away, and what is left alone with the reason in words."""

    dead: tuple[FoundRun, ...]
    let_be: tuple[tuple[FoundRun, str], ...]


def check_run_id(text: str) -> str:
    """Return `text` where it is a run's name; raises BadInput else."""
    if not RUN_ID.fullmatch(text):
        raise BadInput(
            f"--run {text}: no run is called so", "give it as a report does: 20261123-041011-3fa9c1"
        )
    return text


def choose_named(runs: Sequence[FoundRun], run_id: str, now: datetime) -> Choice:
    """Return the run of that name, nothing where the cluster has nothing of it.

    Raises BadInput where it is alive at `now`, the API server's time: it needs what would be taken away.
    """
    named = tuple(run for run in runs if run.run_id == run_id)
    for run in named:
        if run.is_alive(now) and run.alive_until is not None:
            left = (run.alive_until - now).total_seconds()
            raise BadInput(
                f"--run {run_id}: the run is alive, its last sign of life is {_ago(run, now)} old",
                f"interrupt it, or wait: unless it gives another it counts as dead in {seconds(left)}, "
                f"from {run.alive_until:%H:%M:%S} UTC on by the cluster's clock",
            )
    return Choice(named, ())


def choose_dead(runs: Sequence[FoundRun], now: datetime, older_than: float = 0.0) -> Choice:
    """Return the runs that are dead at `now`, the API server's time, for `older_than` seconds at least.

    One that was to leave its namespaces (`--keep`) is only taken away when it is named.
    """
    dead: list[FoundRun] = []
    let_be: list[tuple[FoundRun, str]] = []
    for run in runs:
        if run.is_alive(now):
            let_be.append((run, "it is alive"))
        elif run.kept:
            let_be.append((run, f"it was to be kept (--keep); --run {run.run_id} takes it away"))
        elif now - run.last_sign < timedelta(seconds=older_than):
            let_be.append((run, f"its last sign of life is only {_ago(run, now)} old"))
        else:
            dead.append(run)
    return Choice(tuple(dead), tuple(let_be))


def _ago(run: FoundRun, now: datetime) -> str:
    return seconds(max(0.0, (now - run.last_sign).total_seconds()))
