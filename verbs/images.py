"""The container images of the stack and of the suite: build them, list them, push them to a registry."""

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
from conformance.clusters.kubebox.making_versions import make_versions, versions_folder
from conformance.errors import BadInput, ConformanceError, EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from conformance.registry.target import read_target
from verbs._arguments import VerbParser, run_verb
from verbs._push_images import push_sets
from verbs._suite_image import built_suite, found_suite

DESCRIPTION = f"""{__doc__}

build   make what these recipes need and is not there yet, then list it (needs root)
list    names, sizes, versions and digests of the set that these recipes make

--push REGISTRY[/PATH] builds what is not there yet, pushes keystone, mariadb and memcached, and prints each
name by its digest. Both sets of manifests, blog and hardened, are made of these. Credentials are those of
`docker login`, of $DOCKER_CONFIG/config.json or ~/.docker/config.json; without any it is tried as nobody.

--suite means the suite's own image too, which judges inside a cluster: docs/inside-the-cluster.md.

--versions means the set with other versions of keystone and mariadb to update between, and candidates that
an update must refuse: docs/image-versions.md."""

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
    parser.add_argument("--suite", action="store_true", help="the image of the suite itself too")
    parser.add_argument("--versions", action="store_true", help="the images to update between too")
    read = parser.parse_args(arguments)
    if read.action == "list" and read.push:
        parser.error("list pushes nothing: leave it or --push out")
    if read.plain_http and not read.push:
        parser.error("--plain-http is for --push, which is missing")
    if read.versions and read.push:
        parser.error("--push takes one version of each image: leave it or --versions out")
    try:
        if read.push:
            target = read_target(read.push, plain_http=read.plain_http)
            push_sets([_built(), *([built_suite(_tell)] if read.suite else [])], target)
        elif read.action == "list":
            _show(_found(read.versions), *([found_suite()] if read.suite else []))
        else:
            _show(_made(read.versions), *([built_suite(_tell)] if read.suite else []))
        return ExitCode.KEPT
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


def _folder(versions: bool = False) -> Path:
    where = versions_folder if versions else images.images_folder
    return where(images.SOURCE, cache_dir(), programs.SOURCE)


def _built() -> Path:
    """Return the folder of the set, which is built only where it is not there yet."""
    return found if (found := _folder()).is_dir() else _made()


def _made(versions: bool = False) -> Path:
    """Return the folder of the set, everything in a box's cache made; raises BadInput unless this is root."""
    if os.geteuid() != 0:
        wanted = " --versions" if versions else ""
        raise BadInput("images are built as root", f"sudo ./toxw -e images -- build{wanted}")
    return (make_versions if versions else make)(cache_dir(), _tell).images


def _found(versions: bool) -> Path:
    """Return the folder of the set; raises BadInput where it is not built yet."""
    if not (found := _folder(versions)).is_dir():
        again = "./toxw -e images -- build" + (" --versions" if versions else "")
        raise BadInput("these images are not built yet", again)
    return found


def _show(*folders: Path) -> None:
    console = Console(width=None if sys.stdout.isatty() else LOG_WIDTH, highlight=False)
    console.print(table([image for folder in folders for image in images.read_list(folder)]))
    for folder in folders:
        console.print(f"in {folder}", soft_wrap=True)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run_verb(main)
