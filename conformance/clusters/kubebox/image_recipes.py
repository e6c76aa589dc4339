"""Which container images a box offers, and from what each is built."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.clusters.kubebox.image_base import MMDEBSTRAP, SUITE
from conformance.clusters.kubebox.program_list import BUILDS, programs_hash

SOURCE = Path(__file__).parents[3] / "images"
"""The folder of the recipes in this clone."""

SCHEME = 1
"""Raised when the way images are built or stored changes without a change of the recipes."""


@dataclass(frozen=True)
class Recipe:
    """One image: a folder with a Containerfile, and the name by which the box's registry knows it."""

    folder: str
    name: str
    tag: str = "latest"
    arguments: Mapping[str, str] = field(default_factory=dict)
    """The Containerfile's arguments, such as KEYSTONE_VERSION; what is not named has its default."""
    program: str = ""
    """A compiled program that is all the image holds; empty: it stands on the Debian base."""

    @property
    def reference(self) -> str:
        """Name and tag, as a pull names them."""
        return f"{self.name}:{self.tag}"


RECIPES = (
    Recipe("keystone", "bodepd/keystone"),
    Recipe("mariadb", "library/mariadb"),
    Recipe("memcached", "library/memcached"),
    Recipe("pause", "pause", "3.10", program="pause"),
)
"""The one that takes longest first."""


def images_hash(source: Path, program_sources: Path) -> str:
    """Return the name of the set of images that these recipes make: 16 hexadecimal digits.

    `source` is the folder of the recipes (SOURCE), `program_sources` that of the Go modules of which some
    become images. Whatever is put into an image on purpose changes the hash; what Debian mends in its
    packages does not.
    """
    digest = hashlib.sha256(repr((SCHEME, RECIPES, SUITE, MMDEBSTRAP, platform.machine())).encode())
    for recipe in RECIPES:
        add_files(digest, source, recipe)
        if recipe.program:
            builds = tuple(build for build in BUILDS if build.folder == recipe.program)
            digest.update(f"{recipe.program} {programs_hash(program_sources, builds)}\n".encode())
    return digest.hexdigest()[:16]


def add_files(digest: hashlib._Hash, source: Path, recipe: Recipe) -> None:
    """Let the files in `source` that the recipe makes its image of change the digest.

    Pins of other versions than its own do not: they are in the folder, but not in the image.
    """
    others = _pins_of_others(source / recipe.folder, recipe.arguments)
    for file in sorted((source / recipe.folder).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and file not in others:
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            name, executable = file.relative_to(source).as_posix(), file.stat().st_mode & 0o111
            digest.update(f"{name} {executable:o} {content}\n".encode())


def _pins_of_others(folder: Path, arguments: Mapping[str, str]) -> set[Path]:
    text = (folder / "Containerfile").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
    if pins := re.search(r"requirements-\$\{(\w+)\}\.txt", text):
        own = {**defaults, **arguments}[pins[1]]
        return set(folder.glob("requirements-*.txt")) - {folder / f"requirements-{own}.txt"}
    return set()
