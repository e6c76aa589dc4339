"""Downloads the Go modules of all programs while the first of them are compiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_command import FailedCommandError, run_long
from conformance.clusters.kubebox.program_list import BUILDS

AT_ONCE = 16
"""Go downloads as many modules at a time as it may use processors; a download mostly waits for its answer."""


def fetch_modules(go: Path, source: Path, environment: Mapping[str, str], together: EndedTogether) -> None:
    """Download the modules that the builds need, those of the last and largest build first.

    What cannot be downloaded is not told here: the build that lacks it does. Raises EndedError.
    """
    for build in reversed(BUILDS):
        tags = ",".join(build.tags)
        # it prints nothing, but has to find every package that the programs are made of
        command: list[str | Path] = [go, "list", "-deps", "-f", "", "-tags", tags, *build.packages]
        try:
            run_long(
                command,
                source / build.folder,
                {**environment, "GOMAXPROCS": str(AT_ONCE)},
                lambda _passed: None,
                together,
            )
        except FailedCommandError:
            return
