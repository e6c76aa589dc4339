"""Compiles the programs of a box, once for all boxes and clones that have the same sources."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.clusters.kubebox.program_command import FailedCommandError, in_words, run_long
from conformance.clusters.kubebox.program_list import (
    BUILDS,
    ENVIRONMENT,
    FLAGS,
    SOURCE,
    Build,
    linker_flags,
    programs_hash,
    version_of,
)
from conformance.clusters.kubebox.program_toolchain import find_go
from conformance.errors import SetUpFailed
from conformance.places import caller, made_for_caller

__all__ = ["BUILD_MINUTES", "NEEDED_BYTES", "SOURCE", "ensure_programs", "programs_hash"]

NEEDED_BYTES = 7_500_000_000
"""What the first build takes, measured: 1.7 GB of modules, 4.3 GB of compiled packages, 0.3 GB of programs,
and room for the linker's temporary files."""
BUILD_MINUTES = 11
"""How long the first build takes, measured on two cores that others used too."""


def ensure_programs(source: Path, cache: Path, report: Callable[[str], None]) -> Path:
    """Return the folder of the programs that these sources make, having compiled what is not there yet.

    `source` is the folder of the Go modules (SOURCE), `cache` the suite's cache folder; `report` gets a
    line now and then. Needs the network only while something is to be downloaded. Of several callers at
    once one compiles and the others wait for it. Raises SetUpFailed, which names the program; then
    nothing half-done is left.
    """
    finished = cache / "programs" / programs_hash(source)
    if finished.is_dir():
        return finished
    with _alone(made_for_caller(finished.parent), report):
        if not finished.is_dir():
            _compile_all(source, cache, finished, report)
    return finished


def _compile_all(source: Path, cache: Path, finished: Path, report: Callable[[str], None]) -> None:
    _expect_room(cache)
    go = find_go(source, cache, report)
    unfinished = finished.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    try:
        made_for_caller(unfinished)
        for build in BUILDS:
            _compile(go, build, source, cache, unfinished, report)
        unfinished.rename(finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _compile(
    go: Path, build: Build, source: Path, cache: Path, into: Path, report: Callable[[str], None]
) -> None:
    module = source / build.folder
    version = version_of(build.versioned, (module / "go.mod").read_text()) if build.versioned else ""
    what = f"{build.title} {version.removeprefix('v')}".rstrip()
    report(f"building {what} ...")
    command: list[str | Path] = [go, "build", *FLAGS, "-ldflags", linker_flags(build, version)]
    command += ["-tags", ",".join(build.tags)]
    command += ["-o", f"{made_for_caller(into / build.into)}/", *build.packages]
    try:
        run_long(
            command,
            module,
            _environment(cache),
            lambda passed: report(f"building {what}, {in_words(passed)}"),
        )
    except FailedCommandError as failure:
        raise SetUpFailed(
            f"{what} does not compile", "see go's last lines", detail=failure.lines
        ) from failure


def _environment(cache: Path) -> dict[str, str]:
    folders = {name: str(made_for_caller(cache / "go" / part)) for name, part in _GO_FOLDERS.items()}
    return {**os.environ, "HOME": str(caller().home), **ENVIRONMENT, **folders}


_GO_FOLDERS = {"GOMODCACHE": "mod", "GOCACHE": "build"}


def _expect_room(cache: Path) -> None:
    free = shutil.disk_usage(made_for_caller(cache)).free
    if free < NEEDED_BYTES and not (cache / "go" / "build").is_dir():
        raise SetUpFailed(
            f"building a box's programs takes {NEEDED_BYTES / 1e9:.1f} GB, {cache} has {free / 1e9:.1f} GB",
            "make room, or name another place with XDG_CACHE_HOME",
        )


@contextmanager
def _alone(folder: Path, report: Callable[[str], None]) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for the programs of a box, which another process is building ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
