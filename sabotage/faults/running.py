"""Runs the suite into one fault, and notes what it says and when."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from conformance.clusters.kubebox import readiness
from conformance.errors import SetUpFailed
from conformance.options import SUITE_FOLDER
from conformance.run_identity import git_state
from sabotage.child_run import PROGRAM, surroundings
from sabotage.faults.fault import Fault, Staged
from sabotage.faults.rows import Row
from sabotage.faults.scene import Scene

ENDS_WITHIN_S = 300.0
"""Seconds; the longest of them waits for two bounds of kubebox and takes a stack away."""
REASON = re.compile(r"\s*(?:broken|unknown): |conformance: ")
"""How a line begins that gives a reason."""
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


@dataclass
class Said:
    """What a run has printed, each line with its monotonic time."""

    lines: list[tuple[float, str]] = field(default_factory=list)

    def since(self, words: str) -> float | None:
        """Return when the first line with `words` in it came."""
        return next((moment for moment, line in self.lines if words in line), None)


def run_into(fault: Fault, scene: Scene) -> Row:
    """Bring the fault about, run the suite to its end, put all right again, and return the row."""
    with fault.stage(scene) as staged:
        load = round(os.getloadavg()[0], 1)
        began, code, said, done = _run(staged, scene)
    since = said.since(staged.since) if staged.since else done
    if since is None and (staged.since or staged.look):
        raise SetUpFailed(f"{fault.name}: the fault was never there", detail="\n".join(_texts(said)))
    moment, line, told = first_told(said.lines, fault.says)
    git = git_state(SUITE_FOLDER)
    return Row(
        name=fault.name,
        what=fault.what,
        kind=fault.kind,
        exit_code=code,
        expected_code=int(fault.exit_code),
        said=_without_places(line, scene),
        told=told,
        seconds=round(max(0.0, moment - (began if since is None else since)), 1),
        nature_s=fault.nature.seconds,
        nature=fault.nature.why,
        when=datetime.now(UTC),
        suite=git.commit[:12] + "+" * git.dirty,
        load=load,
    )


def _run(staged: Staged, scene: Scene) -> tuple[float, int, Said, float | None]:
    """Return when it began, its exit code, what it said, and when `look` had done the fault."""
    words = [
        *staged.words,
        *(() if "--reports" in staged.words else ("--reports", str(scene.folder / "runs"))),
    ]
    said, done = Said(), None
    began = time.monotonic()
    process = subprocess.Popen(
        [*DIES_WITH_US, *staged.before, sys.executable, "-m", PROGRAM, *words],
        cwd=SUITE_FOLDER,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
    )
    reading = threading.Thread(target=_read, args=(process, said), daemon=True)
    reading.start()

    def over() -> bool:
        nonlocal done
        if staged.look is not None and done is None and staged.look(process):
            done = time.monotonic()
        return process.poll() is not None

    try:
        if not readiness.until(over, ENDS_WITHIN_S):
            raise SetUpFailed(f"the run does not end: {' '.join(words)}", detail="\n".join(_texts(said)))
    finally:
        process.kill()
        process.wait()
        reading.join()
    return began, process.returncode, said, done


def _read(process: subprocess.Popen[bytes], said: Said) -> None:
    assert process.stdout is not None  # it was asked for
    with process.stdout as lines:
        for raw in lines:
            said.lines.append((time.monotonic(), raw.decode(errors="replace").rstrip()))


def _texts(said: Said) -> Iterable[str]:
    return (line for _, line in said.lines)


def first_told(lines: Sequence[tuple[float, str]], says: str) -> tuple[float, str, bool]:
    """Return when the cause was told, in which line, and whether that is so; pure.

    Where a line before gives another reason, or none tells it, the line is what was said in its place.
    """
    for moment, line in lines:
        if says in line:
            return moment, line.strip(), True
        if REASON.match(line):
            return moment, line.strip(), False
    moment, line = lines[-1] if lines else (0.0, "nothing")
    return moment, line.strip(), False


def _without_places(line: str, scene: Scene) -> str:
    """Return the line without folders and names of this very run."""
    for place, name in ((scene.folder, "FOLDER"), (SUITE_FOLDER, ".")):
        line = line.replace(str(place), name)
    return line.replace(scene.maybe_box.name, "faults") if scene.maybe_box else line
