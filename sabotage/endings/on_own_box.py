"""A run on a box of its own that is ended: nothing of it may remain on the machine."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.held_namespaces import held_namespaces
from conformance.clusters.kubebox.machine_snapshot import processes_in, take_snapshot
from conformance.clusters.kubebox.state import BoxState, folder_of, load
from conformance.errors import SetUpFailed
from conformance.options import SUITE_FOLDER
from sabotage.endings.draws import Draw
from sabotage.endings.ended_run import EndedRun
from sabotage.endings.ledger import Row, Stop

NOBODYS = ""
"""No box is called so: what any other box has is left out of a snapshot."""
ENDS_WITHIN_S = 240.0
"""Seconds that a run may take from its start to its end; more than any moment and end."""
KERNEL_S = 30.0
"""Seconds that the kernel may take over what a killed run held: a namespace's processes, links and mounts."""


def ended_on_its_own_box(draw: Draw, folder: Path, say: Callable[[str], object]) -> Row:
    """Start a run that boots its own box, end it at its moment, and return what became of all of it."""
    with ExitStack() as held:
        return _ended(draw, folder, say, held)


def _ended(draw: Draw, folder: Path, say: Callable[[str], object], held: ExitStack) -> Row:
    before = take_snapshot(NOBODYS)
    inside: set[str] = set()

    def box_is_up(_: str) -> dict[str, datetime | None]:
        state = _state(run)
        return {state.name: None} if state is not None and state.components else {}

    run = EndedRun(draw, (), folder / draw.seed.replace("/", "-"), box_is_up)

    def over() -> bool:
        state = _state(run)
        if not inside and state is not None and state.init is not None:
            with suppress(OSError):  # it has ended since that was written
                inside.update(held.enter_context(held_namespaces([state.init.pid])))
        return run.look()

    if not readiness.until(over, ENDS_WITHIN_S):
        raise SetUpFailed(f"the run of {draw.seed} does not end", "end it: kill its process")
    name = f"run-{run.process.pid}"
    say(f"  {draw.seed}: {draw.stop} after {run.moment_s} s, {run.phase}")

    def remains() -> list[str]:
        processes = [f"processes: {each}" for each in processes_in(frozenset(inside))]
        return processes + take_snapshot(name).difference(before)

    if draw.stop is Stop.TERM:
        found = remains()
        return run.row(_counted(found), "", 0, found)
    readiness.until(lambda: not processes_in(frozenset(inside)), KERNEL_S)
    left = remains()
    words = ["-e", "cluster", "--", "down", "--name", name]
    ended = subprocess.run(
        [sys.executable, "-m", "verbs.cluster", *words[3:]],
        cwd=SUITE_FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    found = remains()
    for line in found:
        say(f"  remains: {line}")
    return run.row(_counted(left), f"./toxw {' '.join(words)}", ended.returncode, found)


def _state(run: EndedRun) -> BoxState | None:
    """Return what is known of the run's box, None where it has none (yet)."""
    return load(folder_of(f"run-{run.process.pid}"))


def _counted(lines: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(line.partition(":")[0] for line in lines).items()))
