"""Pushing built images to a user's registry: a line a name on stdout, what to do with them on stderr."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from conformance.clusters.kubebox import images
from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.clusters.kubebox.suite_image import RECIPE
from conformance.registry.credentials import of_the_caller, remedy_for
from conformance.registry.push import Registry
from conformance.registry.storage import stored_image
from conformance.registry.target import Target

OPTIONS: Mapping[str, str] = {
    "bodepd/keystone": "keystone-image",
    "library/mariadb": "database-image",
    "library/memcached": "memcached-image",
}
"""The images that a run is told of, and the option for each; pause is every cluster's own."""
SUITE = RECIPE.name


def push_sets(folders: Sequence[Path], target: Target) -> None:
    """Push the images out of the folders of sets of them, and print each name by its digest.

    Raises SetUpFailed and CredentialsRefused; what was printed has been pushed.
    """
    registry = Registry(
        target, of_the_caller(os.environ).get(target.login), remedy_for(target.login, os.environ)
    )
    pushed = dict(name for folder in folders for name in _pushed(folder, registry))
    of_suite = pushed.pop(SUITE, None)
    _tell("")
    _tell("to judge with them, with --context NAME or in a table of conformance.toml:")
    _tell(
        "  ./toxw -e conformance -- "
        + " ".join(f"--{OPTIONS[image]} {name}" for image, name in pushed.items())
    )
    for image, name in pushed.items():
        _tell(f'  {OPTIONS[image]} = "{name}"')
    if of_suite:
        _tell(f"to judge inside a cluster, by in_cluster/manifests (docs/inside-the-cluster.md): {of_suite}")


def tag_of(image: BuiltImage, revision: str) -> str:
    """Return the tag that an image gets: its version and the hash of the recipes that it was made from."""
    version = re.sub(r"[^\w.-]", "_", next(iter(image.versions.values())), flags=re.ASCII)
    return f"{version}-{revision}"


def _pushed(folder: Path, registry: Registry) -> Iterator[tuple[str, str]]:
    for image in images.read_list(folder):
        if image.name not in {*OPTIONS, SUITE}:
            continue
        stored = stored_image(folder / "registry", image.digest)
        name, tag = image.name.rpartition("/")[2], tag_of(image, folder.name)
        _tell(f"pushing {registry.target.name(name)}:{tag}, {stored.size / 1e6:.0f} MB ...")
        pushed = registry.push(name, tag, image.digest, stored)
        print(pushed, flush=True)
        yield image.name, pushed


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
