"""Builds one image, finds out what is in it, labels it and pushes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from conformance.clusters.kubebox.image_buildah import Buildah
from conformance.clusters.kubebox.image_commands import Commands
from conformance.clusters.kubebox.image_recipes import Recipe

VERSIONS = "/usr/share/image/versions.json"
"""Where a recipe writes what is in its image; the first entry is the version of the image itself."""

_LOOK = f"cat {VERSIONS}; du -sx --block-size=1 / | cut -f1"
OWN_LABELS = "keystone-conformance.version"


@dataclass(frozen=True)
class BuiltImage:
    """An image in the registry, as images.json lists it."""

    name: str
    tag: str
    digest: str
    bytes_unpacked: int
    versions: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the entry of images.json."""
        return asdict(self)


@dataclass(frozen=True)
class Surroundings:
    """What the build of every image needs. revision: the hash of all recipes, which becomes a label."""

    source: Path
    programs: Path
    registry: str
    revision: str
    options: tuple[str, ...] = ()


def build(recipe: Recipe, base: str, around: Surroundings, commands: Commands, folder: Path) -> BuiltImage:
    """Build the image in `folder`, which it empties afterwards, and push it; raises FailedBuildError.

    `base` is what the image stands on, as `buildah pull` takes it: an archive, or an image of the registry.
    """
    buildah = Buildah(commands, folder / "storage", folder / "log")
    arguments = dict(recipe.arguments)
    if not recipe.program:
        # by its identifier: FROM cannot name an archive
        arguments["BASE"] = buildah.run("pull", "--quiet", "--tls-verify=false", base)
    context = _context(recipe, around, folder / "context")
    image = buildah.run(
        "build",
        "--quiet",
        *around.options,
        *(option for name, value in arguments.items() for option in ("--build-arg", f"{name}={value}")),
        str(context),
    )
    versions, size = _contents(recipe, image, buildah, context)
    labelled = _labelled(image, _labels(versions, around.revision), buildah)
    digest = folder / "digest"
    target = f"docker://{around.registry}/{recipe.reference}"
    buildah.run("push", "--quiet", "--tls-verify=false", "--digestfile", str(digest), labelled, target)
    pushed = digest.read_text().strip()
    shutil.rmtree(folder)
    return BuiltImage(recipe.name, recipe.tag, pushed, size, versions)


def _context(recipe: Recipe, around: Surroundings, folder: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(around.source / recipe.folder, folder, ignore=ignore)
    if recipe.program:
        shutil.copy2(around.programs / recipe.program, folder)
    return folder


def _contents(recipe: Recipe, image: str, buildah: Buildah, context: Path) -> tuple[dict[str, str], int]:
    """Return the versions in an image and how many bytes it takes unpacked."""
    if recipe.program:
        return {recipe.program: recipe.tag}, (context / recipe.program).stat().st_size
    container = buildah.run("from", image)
    seen = buildah.run("run", container, "--", "sh", "-euc", _LOOK)
    buildah.run("rm", container)
    versions, _, size = seen.rpartition("\n")
    return json.loads(versions), int(size)


def _labels(versions: Mapping[str, str], revision: str) -> dict[str, str]:
    return {
        "org.opencontainers.image.version": next(iter(versions.values())),
        "org.opencontainers.image.revision": revision,
        **{f"{OWN_LABELS}.{name}": version for name, version in versions.items()},
    }


def _labelled(image: str, labels: Mapping[str, str], buildah: Buildah) -> str:
    container = buildah.run("from", image)
    options = [option for name, value in labels.items() for option in ("--label", f"{name}={value}")]
    buildah.run("config", *options, container)
    return buildah.run("commit", "--quiet", "--rm", container)
