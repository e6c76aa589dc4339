"""The runs that rights are measured over: of each ending one, judged as the suite's service account."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGKILL, Signals

from conformance.errors import InternalError
from conformance.exit_codes import ExitCode
from conformance.options import FOLDERS, SUITE_FOLDER
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutants import MUTANTS

IMAGES = (
    *("--keystone-image", "bodepd/keystone", "--database-image", "mariadb"),
    *("--memcached-image", "memcached"),
)
"""The manifests' own names, under which a box's registry has the images."""
UPDATE = ("--update-to", "bodepd/keystone:latest")
"""The same image by another name: rights do not depend on what is in it."""
FIRST_PROMISE = "pods_1"
RUNS_OUT = 110
"""Seconds after which the Lease of a run that was killed has run out."""


@dataclass(frozen=True)
class MeasuredRun:
    """One run: what is typed besides the cluster, and how it has to end."""

    name: str
    words: tuple[str, ...]
    ends: tuple[ExitCode, ...]
    mutant: str = ""
    """Whose set of manifests is judged in place of the blog's."""
    stop: Signals | None = None
    """What it is sent once its first promise is judged."""
    swept: bool = False
    """Whether a sweep comes after it, as the same user."""


BROKEN = (ExitCode.BROKEN,)
CORE = ("--profile", "core")
RUNS = (
    MeasuredRun("core", CORE, (ExitCode.KEPT,)),
    MeasuredRun("disturbances", ("--only", "heal_1,heal_7,heal_9,heal_11,reach_13"), (ExitCode.PARTIAL,)),
    MeasuredRun("update", ("--only", "update_1", *UPDATE), (ExitCode.PARTIAL,)),
    MeasuredRun("all", (), (ExitCode.KEPT, ExitCode.PARTIAL)),
    MeasuredRun("manifest refused", ("--only", "pods_1"), BROKEN, "unknown-field-in-the-controller"),
    MeasuredRun("image not found", ("--only", "pods_1", "--database-image", "no-such-image"), BROKEN),
    MeasuredRun("never ready", ("--only", "pods_3"), BROKEN, "memcached-that-cannot-start"),
    MeasuredRun("promise broken", ("--only", "wiring_1"), BROKEN, "db-selector-mistyped"),
    MeasuredRun("interrupted and swept", CORE, (ExitCode.INTERRUPTED,), stop=SIGINT, swept=True),
    MeasuredRun("killed and swept", CORE, (), stop=SIGKILL, swept=True),
)
"""By name, as `--runs` takes them."""
HARDENED = MeasuredRun("core of the hardened set", ("--set", "hardened", *CORE), (ExitCode.KEPT,))


def run_as(kubeconfig: Path, run: MeasuredRun, where: Sequence[str], reports: Path) -> None:
    """Do the run as the user of `kubeconfig`, and its sweep; raises InternalError where it ends otherwise."""
    words = ["--kubeconfig", str(kubeconfig), *where]
    with tempfile.TemporaryDirectory(prefix="keystone-conformance-rbac-") as scratch:
        judged = [*words, *IMAGES, *run.words, "--reports", str(reports), *_manifests(run, Path(scratch))]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "verbs.conformance", *judged],
            cwd=SUITE_FOLDER,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = _followed(process, run.stop)
    if run.ends and process.returncode not in run.ends:
        raise InternalError(f"{run.name}: ended with {process.returncode}", said[-1] if said else "")
    if run.swept:
        _sweep(words, (reports / "latest").readlink().name, run)


def _followed(process: subprocess.Popen[str], stop: Signals | None) -> list[str]:
    """Return all lines of the run, which is sent `stop` once its first promise is judged."""
    said = []
    for line in process.stdout or ():
        said.append(line.rstrip())
        if stop is not None and FIRST_PROMISE in line:
            process.send_signal(stop)
            stop = None
    process.wait()
    return said


def _manifests(run: MeasuredRun, scratch: Path) -> list[str]:
    if not run.mutant:
        return []
    objects = ManifestObjects(FOLDERS["blog"])
    next(mutant for mutant in MUTANTS if mutant.name == run.mutant).change(objects)
    return ["--set", "blog", "--manifests", str(objects.write(scratch / run.mutant))]


def _sweep(words: Sequence[str], run_id: str, run: MeasuredRun) -> None:
    asked = [sys.executable, "-P", "-m", "verbs.sweep", *words, "--run", run_id]
    if run.stop is SIGKILL:
        # coreutils' own: only the suite's wait may sleep
        subprocess.run(["sleep", str(RUNS_OUT)], check=True)
    ended = subprocess.run(asked, cwd=SUITE_FOLDER, capture_output=True, text=True, check=False)
    if ended.returncode != ExitCode.KEPT:
        raise InternalError(
            f"{run.name}: the sweep ended with {ended.returncode}", ended.stdout + ended.stderr
        )
