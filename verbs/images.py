"""The container images of a box: build them, or list what is built."""

from __future__ import annotations

import os
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from conformance.clusters.kubebox import images, programs
from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.clusters.kubebox.making import make
from conformance.errors import ConformanceError, EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from verbs._arguments import VerbParser, run_verb

DESCRIPTION = f"""{__doc__}

build   make what these recipes need and is not there yet, then list it (needs root)
list    names, sizes, versions and digests of the set that these recipes make"""

LOG_WIDTH = 160
"""Columns where the output is no terminal: a whole digest fits into its line."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` say; UNKNOWN where a build fails, BAD_INPUT where it cannot be done here."""
    parser = VerbParser("images", DESCRIPTION)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument(
        "action", nargs="?", choices=("build", "list"), default="build", help="default: build"
    )
    action: str = parser.parse_args(arguments).action
    try:
        return _build() if action == "build" else _list()
    except ConformanceError as failure:
        print(failure, file=sys.stderr)
        if isinstance(failure, EnvironmentFault) and failure.detail:
            print(failure.detail, file=sys.stderr)
        return failure.exit_code


def table(built: Sequence[BuiltImage]) -> Table:
    """Return the images as a table, each with all its versions."""
    drawn = Table(box=None, pad_edge=False)
    drawn.add_column("image", no_wrap=True)
    drawn.add_column("unpacked", justify="right", no_wrap=True)
    drawn.add_column("versions")
    drawn.add_column("digest", overflow="fold")
    for image in built:
        versions = ", ".join(f"{name} {version}" for name, version in image.versions.items())
        size = f"{image.bytes_unpacked / 1e6:.0f} MB"
        drawn.add_row(f"{image.name}:{image.tag}", size, versions, image.digest)
    return drawn


def _build() -> ExitCode:
    if os.geteuid() != 0:
        print("images are built as root: sudo ./toxw -e images -- build", file=sys.stderr)
        return ExitCode.BAD_INPUT
    _show(make(cache_dir(), _tell).images)
    return ExitCode.KEPT


def _list() -> ExitCode:
    found = images.images_folder(images.SOURCE, cache_dir(), programs.SOURCE)
    if not found.is_dir():
        print("these images are not built yet: ./toxw -e images -- build", file=sys.stderr)
        return ExitCode.BAD_INPUT
    _show(found)
    return ExitCode.KEPT


def _show(folder: Path) -> None:
    console = Console(width=None if sys.stdout.isatty() else LOG_WIDTH, highlight=False)
    console.print(table(images.read_list(folder)))
    console.print(f"in {folder}", soft_wrap=True)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run_verb(main)
