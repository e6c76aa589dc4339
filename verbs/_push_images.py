"""Pushing built images to a user's registry: a line a name on stdout, what to do with them on stderr."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from conformance.clusters.kubebox import images
from conformance.clusters.kubebox.image_build import BuiltImage
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


def push_set(folder: Path, target: Target) -> None:
    """Push the stack's images out of the folder of a set of them, and print each name by its digest.

    Raises SetUpFailed and CredentialsRefused; what was printed has been pushed.
    """
    registry = Registry(
        target, of_the_caller(os.environ).get(target.login), remedy_for(target.login, os.environ)
    )
    chosen = [image for image in images.read_list(folder) if image.name in OPTIONS]
    pushed = dict(_pushed(chosen, folder, registry))
    _tell("")
    _tell("to judge with them, with --context NAME or in a table of conformance.toml:")
    _tell("  ./toxw -e conformance -- " + " ".join(f"--{option} {name}" for option, name in pushed.items()))
    for option, name in pushed.items():
        _tell(f'  {option} = "{name}"')


def tag_of(image: BuiltImage, revision: str) -> str:
    """Return the tag that an image gets: its version and the hash of the recipes that it was made from."""
    version = re.sub(r"[^\w.-]", "_", next(iter(image.versions.values())), flags=re.ASCII)
    return f"{version}-{revision}"


def _pushed(chosen: Iterable[BuiltImage], folder: Path, registry: Registry) -> Iterator[tuple[str, str]]:
    for image in chosen:
        stored = stored_image(folder / "registry", image.digest)
        name, tag = image.name.rpartition("/")[2], tag_of(image, folder.name)
        _tell(f"pushing {registry.target.name(name)}:{tag}, {stored.size / 1e6:.0f} MB ...")
        pushed = registry.push(name, tag, image.digest, stored)
        print(pushed, flush=True)
        yield OPTIONS[image.name], pushed


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
