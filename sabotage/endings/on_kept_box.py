"""A round on a box that stays: some runs are killed, some are asked to end, and the cluster is compared."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.cluster_time import cluster_time
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.box import Box
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import InternalError, SetUpFailed
from conformance.exit_codes import ExitCode
from conformance.lease import LASTS
from conformance.options import SUITE_FOLDER
from conformance.stack import RUN_LABEL
from conformance.sweep.runs import find_runs
from sabotage.endings.cluster_dump import Dump, belonging_to, differences, take_dump
from sabotage.endings.draws import Draw
from sabotage.endings.ended_run import EndedRun
from sabotage.endings.ledger import Row, Stop

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

STAGGERED_S = 10.0
"""Seconds between two starts: stacks that all start at once would all be at the same point for long."""
ROUND_S = 400.0
"""Seconds that the runs of a round may take; more than any moment and end."""
SETTLES_S = 60.0
"""Seconds in which a fresh cluster stops changing by itself."""
QUIET_S = 4.0
"""Seconds without a change after which it counts as settled."""
ASKED_EVERY_S = 2.0
AT_ONCE_S = 3.0
"""Seconds that an object of a namespace which is gone may still be listed by another watch cache."""


class Round:
    """One round on one box; `say` tells a person what goes on."""

    def __init__(self, box: Box, folder: Path, say: Callable[[str], object]) -> None:
        """Take the box as it is: what differs from that afterwards was left."""
        self.box = box
        self.folder = folder
        self.say = say
        self.api: ApiClient = box.api()
        self.before = settled(self.api)

    def run(self, draws: Sequence[Draw]) -> list[Row]:
        """End a run for each draw, have all taken away, and return the rows."""
        # First those that leave nothing: the stacks of killed runs would take the node's cpus from them.
        stopped = self._ended([draw for draw in draws if draw.stop is Stop.TERM])
        rows_of_stopped = [self._proven_gone(each) for each in stopped]
        killed = self._ended([draw for draw in draws if draw.stop is Stop.KILL])
        self.say("waiting until the killed runs' Leases have run out")
        if not readiness.until(_every(ASKED_EVERY_S, self._all_dead), LASTS + ASKED_EVERY_S * 5):
            raise InternalError("a killed run still counts as alive")
        if ended := self.box.ended():
            raise SetUpFailed(f"the box failed: {'; '.join(ended)}")
        left = take_dump(self.api)
        swept, said = self._sweep(["--box", self.box.name])
        different = self._differences()
        rows = []
        for each in killed:
            owned = belonging_to(each.run_id, left)
            if owned and f"dead: run {each.run_id}" not in said:
                raise InternalError(f"the sweep said nothing of {each.run_id}: {said}")
            command = f"./toxw -e sweep -- --box {self.box.name}"
            rows.append(each.row(owned, command if owned else "", swept, _of(each, different)))
        return rows + [
            each.row(*rest, _of(each, different)) for each, rest in zip(stopped, rows_of_stopped, strict=True)
        ]

    def _ended(self, draws: Sequence[Draw]) -> list[EndedRun]:
        """Start the runs one after the other, and return when all have ended."""
        runs: list[EndedRun] = []
        began = time.monotonic()

        def over() -> bool:
            if len(runs) < len(draws) and time.monotonic() - began >= STAGGERED_S * len(runs):
                draw = draws[len(runs)]
                name = draw.seed.replace("/", "-")
                runs.append(EndedRun(draw, ("--box", self.box.name), self.folder / name, self._made))
            ended = [each.look() for each in runs]
            return len(runs) == len(draws) and all(ended)

        if not readiness.until(over, ROUND_S):
            raise SetUpFailed(f"the runs of {', '.join(draw.seed for draw in draws)} do not end")
        for each in runs:
            self.say(f"  {each.draw.seed}: {each.draw.stop} after {each.moment_s} s, {each.phase}")
        return runs

    def _made(self, run_id: str) -> dict[str, datetime | None]:
        """Return the namespaces of a run, and of each when its deletion was asked for."""
        if not run_id:
            return {}
        found = request(self.api, "GET", NAMESPACES, query=[("labelSelector", f"{RUN_LABEL}={run_id}")])
        return {
            each["metadata"]["name"]: datetime.fromisoformat(told) if told else None
            for each in found.content["items"]
            for told in [each["metadata"].get("deletionTimestamp")]
        }

    def _proven_gone(self, run: EndedRun) -> tuple[dict[str, int], str, int]:
        """Do what the run's last line says; return what was left before, the command and its exit code."""
        left = {"Namespace": run.namespaces_left} if run.namespaces_left else {}
        _, found, command = run.last_line.partition("./toxw -e sweep -- ")
        if not found:
            return left, "", int(ExitCode.KEPT)
        code, said = self._sweep(shlex.split(command))
        if code != ExitCode.KEPT:
            self.say(said)
        return left, found + command, code

    def _sweep(self, words: Sequence[str]) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, "-m", "verbs.sweep", *words],
            cwd=SUITE_FOLDER,
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def _all_dead(self) -> bool:
        now = cluster_time(self.api)
        return not any(run.is_alive(now) for run in find_runs(self.api))

    def _differences(self) -> list[str]:
        found: list[str] = []

        def none() -> bool:
            found[:] = differences(self.before, take_dump(self.api))
            return not found

        readiness.until(none, AT_ONCE_S)
        for line in found:
            self.say(f"  differs: {line}")
        return found


def settled(api: ApiClient) -> Dump:
    """Return the cluster once it changes no more by itself; raises SetUpFailed where it never does."""
    seen = [take_dump(api)]
    since = [time.monotonic()]

    def quiet() -> bool:
        new = take_dump(api)
        if differences(seen[0], new):
            seen[0], since[0] = new, time.monotonic()
        return time.monotonic() - since[0] >= QUIET_S

    if not readiness.until(_every(1.0, quiet), SETTLES_S):
        raise SetUpFailed("the box changes by itself", "look at its components: ./toxw -e cluster -- logs")
    return seen[0]


def _of(run: EndedRun, lines: Sequence[str]) -> list[str]:
    """Return what differs because of that run; what is nobody's is everybody's."""
    others = [line for line in lines if run.run_id and run.run_id in line]
    return others + [line for line in lines if not _names_a_run(line)]


def _names_a_run(line: str) -> bool:
    return any(part.count("-") >= 2 and part[:8].isdigit() for part in line.replace("/", " ").split())


def _every(seconds: float, holds: Callable[[], bool]) -> Callable[[], bool]:
    """Return a look that asks `holds` only so often, and answers False in between."""
    next_at = [0.0]

    def look() -> bool:
        if time.monotonic() < next_at[0]:
            return False
        answer = holds()
        next_at[0] = time.monotonic() + seconds
        return answer

    return look
