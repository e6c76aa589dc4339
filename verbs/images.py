"""The container images of the stack: build them, list what is built, push them to a registry."""

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
from conformance.errors import BadInput, ConformanceError, EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from conformance.registry.target import Target, read_target
from verbs._arguments import VerbParser, run_verb
from verbs._push_images import push_set

DESCRIPTION = f"""{__doc__}

build   make what these recipes need and is not there yet, then list it (needs root)
list    names, sizes, versions and digests of the set that these recipes make

--push REGISTRY[/PATH] builds what is not there yet, pushes keystone, mariadb and memcached, and prints each
name by its digest. Both sets of manifests, blog and hardened, are made of these. Credentials are those of
`docker login`, of $DOCKER_CONFIG/config.json or ~/.docker/config.json; without any it is tried as nobody."""

LOG_WIDTH = 160
"""Columns where the output is no terminal: a whole digest fits into its line."""


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` say; UNKNOWN where a build fails, BAD_INPUT where it cannot be done here."""
    parser = VerbParser("images", DESCRIPTION)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument(
        "action", nargs="?", choices=("build", "list"), default="build", help="default: build"
    )
    parser.add_argument("--push", metavar="REGISTRY[/PATH]", help="push the images there")
    parser.add_argument(
        "--plain-http",
        action="store_true",
        help="that registry speaks no TLS; one of this machine may anyway",
    )
    read = parser.parse_args(arguments)
    if read.action == "list" and read.push:
        parser.error("list pushes nothing: leave it or --push out")
    if read.plain_http and not read.push:
        parser.error("--plain-http is for --push, which is missing")
    try:
        if read.push:
            return _push(read_target(read.push, plain_http=read.plain_http))
        return _build() if read.action == "build" else _list()
    except ConformanceError as failure:
        print(f"images: {failure}", file=sys.stderr)
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
    _show(_built())
    return ExitCode.KEPT


def _push(target: Target) -> ExitCode:
    found = images.images_folder(images.SOURCE, cache_dir(), programs.SOURCE)
    push_set(found if found.is_dir() else _built(), target)
    return ExitCode.KEPT


def _built() -> Path:
    """Return the folder of the set, built where it is not there yet; raises BadInput unless this is root."""
    if os.geteuid() != 0:
        raise BadInput("images are built as root", "sudo ./toxw -e images -- build")
    return make(cache_dir(), _tell).images


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
