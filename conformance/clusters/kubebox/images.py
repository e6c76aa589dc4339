"""Builds the container images of a box, once for all boxes and clones that have the same recipes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.image_base import SUITE, ensure_base
from conformance.clusters.kubebox.image_build import BuiltImage, Surroundings, build
from conformance.clusters.kubebox.image_commands import Commands, FailedBuildError
from conformance.clusters.kubebox.image_pip import build_options
from conformance.clusters.kubebox.image_recipes import RECIPES, SOURCE, Recipe, images_hash
from conformance.clusters.kubebox.image_registry import filling
from conformance.errors import SetUpFailed
from conformance.places import give_to_caller, made_for_caller

__all__ = ["NEEDED_BYTES", "SOURCE", "build_images", "images_folder", "images_hash", "read_list"]

NEEDED_BYTES = 3_000_000_000
"""What the first build takes at its peak: each image has a storage of its own until it is pushed."""


def images_folder(source: Path, cache: Path, program_sources: Path) -> Path:
    """Return where in the suite's cache folder the images that these recipes make are, or would be."""
    return cache / "images" / images_hash(source, program_sources)


def build_images(
    source: Path,
    finished: Path,
    cache: Path,
    programs: Callable[[], Path],
    report: Callable[[str], None],
    together: EndedTogether,
) -> None:
    """Build the images that these recipes make into the folder `finished`, which is not there yet.

    To be called by one process at a time. `source` is the folder of the recipes (SOURCE), `cache` the suite's
    cache folder; `programs` waits for the folder with the programs pause and registry; `report` gets a line
    now and then. The folder will hold registry/, the storage of an OCI registry, and images.json. Needs root,
    and the network while something is to be downloaded. Raises SetUpFailed, which names the image, and
    EndedError; then nothing half-done is left.
    """
    expect_room(cache)
    unfinished = finished.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    made_for_caller(unfinished)
    commands = Commands(together)
    try:
        base = debian_base(cache, commands, report)
        small_programs = programs()
        with filling(unfinished / "set" / "registry", small_programs) as registry:
            options = tuple(build_options(unfinished))
            around = Surroundings(source, small_programs, registry, finished.name, options)
            jobs = [(recipe, base) for recipe in RECIPES]
            built = side_by_side(jobs, around, commands, together, unfinished, report)
        finish(unfinished / "set", built, finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def read_list(folder: Path) -> list[BuiltImage]:
    """Return what images.json in the folder of a set of images lists."""
    return [BuiltImage(**entry) for entry in json.loads((folder / "images.json").read_text())]


def finish(unfinished: Path, built: Iterable[BuiltImage], finished: Path) -> None:
    """Put the list beside the registry of a set of images, and the set in its place."""
    entries = [image.as_json() for image in built]
    (unfinished / "images.json").write_text(json.dumps(entries, indent=1) + "\n")
    give_to_caller(unfinished)
    unfinished.rename(finished)


def debian_base(cache: Path, commands: Commands, report: Callable[[str], None], suite: str = SUITE) -> str:
    """Return the base of that Debian release as `buildah pull` takes it; raises SetUpFailed."""
    report(f"building the Debian base of the images ({suite}) ...")
    try:
        return ensure_base(cache, commands, suite)
    except FailedBuildError as failure:
        raise SetUpFailed(
            f"the Debian base of the images ({suite}) was not built",
            "see the last lines",
            detail=failure.lines,
        ) from failure


def side_by_side(
    jobs: Sequence[tuple[Recipe, str]],
    around: Surroundings,
    commands: Commands,
    together: EndedTogether,
    folder: Path,
    report: Callable[[str], None],
) -> list[BuiltImage]:
    """Build each recipe on its base at once, push them, and return them in that order.

    Each gets a folder below `folder`. Raises SetUpFailed for the first that fails; the others are ended.
    """

    def one(recipe: Recipe, base: str) -> BuiltImage:
        report(f"building the image {recipe.reference} ...")
        workplace = folder / re.sub("[/:]", "-", recipe.reference)
        workplace.mkdir()
        image = build(recipe, base, around, commands, workplace)
        report(f"built the image {recipe.reference}, {image.bytes_unpacked / 1e6:.0f} MB unpacked")
        return image

    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = {pool.submit(one, *each): each[0] for each in jobs}
        try:
            for future in as_completed(futures):
                _result(futures[future], future)
            return [future.result() for future in futures]
        except BaseException:
            together.end_all()
            raise


def _result(recipe: Recipe, future: Future[BuiltImage]) -> BuiltImage:
    try:
        return future.result()
    except FailedBuildError as failure:
        raise SetUpFailed(
            f"the image {recipe.reference} was not built", "see the last lines", detail=failure.lines
        ) from failure


def expect_room(cache: Path) -> None:
    """Raise SetUpFailed where the disk of the suite's cache folder is too full for a build."""
    free = shutil.disk_usage(made_for_caller(cache)).free
    if free < NEEDED_BYTES:
        raise SetUpFailed(
            f"building a box's images takes {NEEDED_BYTES / 1e9:.1f} GB, {cache} has {free / 1e9:.1f} GB",
            "make room, or name another place with XDG_CACHE_HOME",
        )
