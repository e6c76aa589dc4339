"""Which other versions of the stack's images there are to update between, and which bad candidates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox.image_base import SUITE
from conformance.clusters.kubebox.image_recipes import Recipe, add_files, images_hash

BOOKWORM = "bookworm"
"""Debian 12: MariaDB 10.11."""


@dataclass(frozen=True)
class Version:
    """One image of the set: its recipe, and what that stands on."""

    recipe: Recipe
    suite: str = SUITE
    """The Debian release it is built on."""
    on: str = ""
    """An image of the set that it is a layer of, by name and tag; then there is no other base."""


VERSIONS = (
    Version(Recipe("keystone", "bodepd/keystone", "28", {"KEYSTONE_VERSION": "28.1.0"})),
    Version(Recipe("keystone", "bodepd/keystone", "29", {"KEYSTONE_VERSION": "29.1.0"})),
    Version(Recipe("mariadb", "library/mariadb", "10.11"), BOOKWORM),
)
"""What is built from a recipe of a box's own images; the one that takes longest first."""

SAME = {"bodepd/keystone:30": "bodepd/keystone:latest", "library/mariadb:11.8": "library/mariadb:latest"}
"""Further names of a box's own images: the same digests."""

CANDIDATES = tuple(
    Version(Recipe(f"candidates/{fault}", "bodepd/keystone", fault), on="bodepd/keystone:30")
    for fault in ("crashes-at-start", "answers-500", "forgets-tokens", "breaks-old-release")
)
"""Updates of keystone that must be refused, each for its own reason."""


def versions_hash(source: Path, program_sources: Path) -> str:
    """Return the name of the set of versions: 16 hexadecimal digits.

    The set holds a box's own images too, so whatever changes the hash of those changes this one.
    """
    own = images_hash(source, program_sources)
    digest = hashlib.sha256(repr((own, VERSIONS, SAME, CANDIDATES)).encode())
    for version in (*VERSIONS, *CANDIDATES):
        add_files(digest, source, version.recipe)
    return digest.hexdigest()[:16]


def names_beside_a_boxs_own() -> frozenset[str]:
    """Return name and tag of each image that is in the set of versions only."""
    return frozenset({version.recipe.reference for version in (*VERSIONS, *CANDIDATES)} | set(SAME))
