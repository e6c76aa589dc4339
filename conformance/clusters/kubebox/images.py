"""Builds the container images of a box, once for all boxes and clones that have the same recipes."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from conformance.clusters.kubebox.image_base import ensure_base
from conformance.clusters.kubebox.image_build import BuiltImage, Surroundings, build
from conformance.clusters.kubebox.image_commands import Commands, FailedBuildError
from conformance.clusters.kubebox.image_pip import build_options
from conformance.clusters.kubebox.image_recipes import RECIPES, SOURCE, Recipe, images_hash
from conformance.clusters.kubebox.image_registry import filling
from conformance.errors import SetUpFailed
from conformance.places import give_to_caller, made_for_caller

__all__ = ["NEEDED_BYTES", "SOURCE", "ensure_images", "images_hash", "read_list"]

NEEDED_BYTES = 3_000_000_000
"""What the first build takes at its peak: each image has a storage of its own until it is pushed."""


def ensure_images(source: Path, cache: Path, programs: Path, report: Callable[[str], None]) -> Path:
    """Return the folder of the images that these recipes make, having built what is not there yet.

    `source` is the folder of the recipes (SOURCE), `cache` the suite's cache folder, `programs` the folder
    of the box's compiled programs; `report` gets a line now and then. The folder holds registry/, the
    storage of an OCI registry, and images.json. Needs root, and the network while something
    is to be downloaded. Of several callers at once one builds and the others wait for it. Raises
    SetUpFailed, which names the image; then nothing half-done is left.
    """
    revision = images_hash(source, programs)
    finished = cache / "images" / revision
    if finished.is_dir():
        return finished
    with _alone(made_for_caller(finished.parent), report):
        if not finished.is_dir():
            _expect_room(cache)
            _build_all(source, cache, programs, finished, report)
    return finished


def read_list(folder: Path) -> list[BuiltImage]:
    """Return what images.json in the folder of a set of images lists."""
    return [BuiltImage(**entry) for entry in json.loads((folder / "images.json").read_text())]


def _build_all(
    source: Path, cache: Path, programs: Path, finished: Path, report: Callable[[str], None]
) -> None:
    unfinished = finished.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    unfinished.mkdir()
    commands = Commands()
    try:
        base = _base(cache, commands, report)
        with filling(unfinished / "set" / "registry", programs) as registry:
            options = tuple(build_options(unfinished))
            around = Surroundings(source, programs, registry, finished.name, options)
            built = _side_by_side(around, base, commands, unfinished, report)
        entries = [image.as_json() for image in built]
        (unfinished / "set" / "images.json").write_text(json.dumps(entries, indent=1) + "\n")
        give_to_caller(unfinished / "set")
        (unfinished / "set").rename(finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _base(cache: Path, commands: Commands, report: Callable[[str], None]) -> str:
    report("building the Debian base of the images ...")
    try:
        return ensure_base(cache, commands)
    except FailedBuildError as failure:
        raise SetUpFailed(
            "the Debian base of the images was not built", "see the last lines", detail=failure.lines
        ) from failure


def _side_by_side(
    around: Surroundings, base: str, commands: Commands, folder: Path, report: Callable[[str], None]
) -> list[BuiltImage]:
    telling = Lock()

    def tell(line: str) -> None:
        with telling:
            report(line)

    def one(recipe: Recipe) -> BuiltImage:
        tell(f"building the image {recipe.reference} ...")
        workplace = folder / recipe.folder
        workplace.mkdir()
        image = build(recipe, base, around, commands, workplace)
        tell(f"built the image {recipe.reference}, {image.bytes_unpacked / 1e6:.0f} MB unpacked")
        return image

    with ThreadPoolExecutor(len(RECIPES)) as pool:
        futures: list[tuple[Recipe, Future[BuiltImage]]] = [
            (each, pool.submit(one, each)) for each in RECIPES
        ]
        try:
            return [_result(recipe, future) for recipe, future in futures]
        except BaseException:
            commands.end_all()
            raise


def _result(recipe: Recipe, future: Future[BuiltImage]) -> BuiltImage:
    try:
        return future.result()
    except FailedBuildError as failure:
        raise SetUpFailed(
            f"the image {recipe.reference} was not built", "see the last lines", detail=failure.lines
        ) from failure


def _expect_room(cache: Path) -> None:
    free = shutil.disk_usage(made_for_caller(cache)).free
    if free < NEEDED_BYTES:
        raise SetUpFailed(
            f"building a box's images takes {NEEDED_BYTES / 1e9:.1f} GB, {cache} has {free / 1e9:.1f} GB",
            "make room, or name another place with XDG_CACHE_HOME",
        )


@contextmanager
def _alone(folder: Path, report: Callable[[str], None]) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for the images of a box, which another process is building ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
