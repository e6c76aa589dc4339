"""Compiles the programs of a box, once for all boxes and clones that have the same sources."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_command import FailedCommandError, in_words, run_long
from conformance.clusters.kubebox.program_fetch import fetch_modules
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

__all__ = ["BUILD_MINUTES", "NEEDED_BYTES", "SOURCE", "compile_programs", "programs_folder", "programs_hash"]

NEEDED_BYTES = 7_500_000_000
"""What the first build takes, measured: 1.7 GB of modules, 4.3 GB of compiled packages, 0.3 GB of programs,
and room for the linker's temporary files."""
BUILD_MINUTES = 11
"""How long the first build takes, measured on two cores that others used too."""


def programs_folder(source: Path, cache: Path) -> Path:
    """Return where in the suite's cache folder the programs that these sources make are, or would be."""
    return cache / "programs" / programs_hash(source)


def compile_programs(
    source: Path,
    cache: Path,
    report: Callable[[str], None],
    together: EndedTogether,
    compiled: Callable[[Build, Path], None],
) -> None:
    """Compile the programs that these sources make into `programs_folder`, which is not there yet.

    To be called by one process at a time. `source` is the folder of the Go modules (SOURCE), `cache` the
    suite's cache folder; `report` gets a line now and then, `compiled` each build that is done, with the
    folder that its programs are in for the time being. Needs the network only while something is to be
    downloaded. Raises SetUpFailed, which names the program, and EndedError; then nothing half-done is left.
    """
    _expect_room(cache)
    finished = programs_folder(source, cache)
    go = find_go(source, cache, report, together)
    unfinished = finished.parent / ".unfinished"
    temporary = finished.parent / ".temporary"
    _remove(unfinished, temporary)  # of a build that was killed
    try:
        made_for_caller(unfinished)
        environment = _environment(cache, made_for_caller(temporary))
        with _fetching(go, source, environment, together):
            for build in BUILDS:
                _compile(go, build, source, environment, unfinished, report, together)
                compiled(build, unfinished)
        unfinished.rename(finished)
    finally:
        _remove(unfinished, temporary)


@contextmanager
def _fetching(
    go: Path, source: Path, environment: Mapping[str, str], together: EndedTogether
) -> Iterator[None]:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(fetch_modules, go, source, environment, together)
        try:
            yield
        except BaseException:
            together.end_all()
            raise


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _compile(
    go: Path,
    build: Build,
    source: Path,
    environment: Mapping[str, str],
    into: Path,
    report: Callable[[str], None],
    together: EndedTogether,
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
            environment,
            lambda passed: report(f"building {what}, {in_words(passed)}"),
            together,
        )
    except FailedCommandError as failure:
        raise SetUpFailed(
            f"{what} does not compile", "see go's last lines", detail=failure.lines
        ) from failure


def _environment(cache: Path, temporary: Path) -> dict[str, str]:
    folders = {name: str(made_for_caller(cache / "go" / part)) for name, part in _GO_FOLDERS.items()}
    return {**os.environ, "HOME": str(caller().home), **ENVIRONMENT, **folders, "GOTMPDIR": str(temporary)}


_GO_FOLDERS = {"GOMODCACHE": "mod", "GOCACHE": "build"}


def _expect_room(cache: Path) -> None:
    free = shutil.disk_usage(made_for_caller(cache)).free
    if free < NEEDED_BYTES and not (cache / "go" / "build").is_dir():
        raise SetUpFailed(
            f"building a box's programs takes {NEEDED_BYTES / 1e9:.1f} GB, {cache} has {free / 1e9:.1f} GB",
            "make room, or name another place with XDG_CACHE_HOME",
        )
