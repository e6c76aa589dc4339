"""The image of the suite itself, built by the machinery of the stack's images, on the same Debian."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.image_base import MMDEBSTRAP, SUITE, ensure_base
from conformance.clusters.kubebox.image_build import Surroundings, build
from conformance.clusters.kubebox.image_commands import Commands, FailedBuildError
from conformance.clusters.kubebox.image_pip import build_options
from conformance.clusters.kubebox.image_recipes import Recipe
from conformance.clusters.kubebox.image_registry import filling
from conformance.clusters.kubebox.making import alone
from conformance.clusters.kubebox.old_sets import note_use, remove_old_sets
from conformance.clusters.kubebox.suite_python import ensure_python
from conformance.errors import SetUpFailed
from conformance.places import give_to_caller, made_for_caller

ROOT = Path(__file__).parents[3]
"""The suite in this clone."""
RECIPE = Recipe("suite", "keystone-conformance")
CONTAINERFILE = Path("in_cluster/suite/Containerfile")
PARTS = (
    "LICENSE",
    "conformance",
    "conftest.py",
    "constraints.txt",
    "features",
    "in_cluster",
    "manifests",
    "pyproject.toml",
    "sabotage",
    "steps",
    "verbs",
)
"""What a run on somebody's cluster needs: no reports, no settings of a site, no credentials."""


def suite_image_folder(root: Path, cache: Path, state: str) -> Path:
    """Return where in the suite's cache folder the image of this suite is, or would be.

    `state` is what the image says of the clone in `root` that it was built from.
    """
    digest = hashlib.sha256(repr((RECIPE, SUITE, MMDEBSTRAP, platform.machine(), state)).encode())
    for file in _files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return cache / "suite-image" / digest.hexdigest()[:16]


def make_suite_image(
    root: Path, cache: Path, state: tuple[str, str], programs: Path, report: Callable[[str], None]
) -> Path:
    """Return the folder with the image of the suite in `root`, built where it is not there yet.

    `state` is name and content of a file that the image gets besides; `programs` has the registry program;
    `report` gets a line now and then. The folder holds registry/ and images.json, as that of the stack's
    images does. Needs root to build. Raises SetUpFailed; then nothing half-done is left.
    """
    finished = suite_image_folder(root, cache, state[1])
    if not finished.is_dir():
        with alone(made_for_caller(finished.parent), report):
            if not finished.is_dir():
                report("building the image of the suite ...")
                _build(root, state, finished, cache, programs)
                remove_old_sets(finished)
    note_use(finished)
    return finished


def _build(root: Path, state: tuple[str, str], finished: Path, cache: Path, programs: Path) -> None:
    unfinished = finished.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    together = EndedTogether()
    commands = Commands(together)
    try:
        made_for_caller(unfinished)
        _lay_out(root, state, unfinished / "source" / RECIPE.folder)
        options = tuple(build_options(unfinished))
        debian = ensure_base(cache, commands)
        base = ensure_python(root, debian, cache, options, commands, unfinished / "python")
        (unfinished / "work").mkdir()
        with filling(unfinished / "set" / "registry", programs) as registry:
            around = Surroundings(unfinished / "source", programs, registry, finished.name, options)
            built = build(RECIPE, base, around, commands, unfinished / "work")
        (unfinished / "set" / "images.json").write_text(json.dumps([built.as_json()], indent=1) + "\n")
        give_to_caller(unfinished / "set")
        (unfinished / "set").rename(finished)
    except FailedBuildError as failure:
        raise SetUpFailed(
            "the image of the suite was not built", "see the last lines", detail=failure.lines
        ) from failure
    finally:
        together.end_all()
        shutil.rmtree(unfinished, ignore_errors=True)


def _lay_out(root: Path, state: tuple[str, str], context: Path) -> None:
    """Copy what goes into the image beside its recipe, readable by whatever user the container has."""
    for file in _files(root):
        copy = context / "suite" / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    name, content = state
    (context / "suite" / name).write_text(content, encoding="utf-8")
    shutil.copyfile(root / CONTAINERFILE, context / "Containerfile")


def _files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        path = root / part
        inner = [path] if path.is_file() else path.rglob("*")
        yield from sorted(file for file in inner if file.is_file() and "__pycache__" not in file.parts)
