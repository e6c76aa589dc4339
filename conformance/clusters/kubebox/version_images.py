"""Builds the set of versions: a box's own images, other versions of them, and bad candidates."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import requests

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.image_build import BuiltImage, Surroundings
from conformance.clusters.kubebox.image_commands import Commands
from conformance.clusters.kubebox.image_pip import build_options
from conformance.clusters.kubebox.image_registry import filling
from conformance.clusters.kubebox.images import (
    debian_base,
    expect_room,
    finish,
    read_list,
    side_by_side,
)
from conformance.clusters.kubebox.making import Made
from conformance.clusters.kubebox.version_recipes import CANDIDATES, SAME, VERSIONS
from conformance.errors import SetUpFailed
from conformance.places import made_for_caller

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ANSWER_S = 20.0
"""A registry on this machine's loopback writes a kilobyte, on a disk that others use too."""


def build_versions(
    source: Path,
    own: Made,
    finished: Path,
    cache: Path,
    report: Callable[[str], None],
    together: EndedTogether,
) -> None:
    """Build the set of versions into the folder `finished`, which is not there yet.

    `source` is the folder of the recipes, `own` the programs and the images that a box has anyway, `cache`
    the suite's cache folder; `report` gets a line now and then. The folder will be like that of a box's own
    images, which it holds too. Otherwise as `images.build_images`.
    """
    expect_room(cache)
    unfinished = finished.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    made_for_caller(unfinished / "set")
    commands = Commands(together)
    try:
        suites = sorted({version.suite for version in VERSIONS})
        bases = {suite: debian_base(cache, commands, report, suite) for suite in suites}
        storage = unfinished / "set" / "registry"
        shutil.copytree(own.images / "registry", storage)
        with filling(storage, own.programs) as registry:
            boxs_own = read_list(own.images)
            built = [*boxs_own, *same_digests(boxs_own, registry)]
            options = tuple(build_options(unfinished))
            around = Surroundings(source, own.programs, registry, finished.name, options)
            for jobs in (
                [(version.recipe, bases[version.suite]) for version in VERSIONS],
                [(version.recipe, f"docker://{registry}/{version.on}") for version in CANDIDATES],
            ):
                built += side_by_side(jobs, around, commands, together, unfinished, report)
        finish(unfinished / "set", built, finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def same_digests(own: Sequence[BuiltImage], registry: str) -> list[BuiltImage]:
    """Give a box's own images their further names in the registry; return each as it is listed then.

    Raises SetUpFailed where the registry does not take one.
    """
    listed = {f"{image.name}:{image.tag}": image for image in own}
    named = []
    with requests.Session() as session:
        # A proxy of the environment cannot lead back to this machine's loopback.
        session.trust_env = False
        for new, old in SAME.items():
            image, tag = listed[old], new.rpartition(":")[2]
            try:
                _name_too(session, f"http://{registry}/v2/{image.name}/manifests", image.digest, tag)
            except requests.RequestException as error:
                raise SetUpFailed(f"{old} cannot be named {new} too", detail=str(error)) from error
            named.append(replace(image, tag=tag))
    return named


def _name_too(session: requests.Session, manifests: str, digest: str, tag: str) -> None:
    """Give the manifest of that digest a further tag; raises RequestException where that fails."""
    found = session.get(f"{manifests}/{digest}", headers={"Accept": MANIFEST}, timeout=ANSWER_S)
    found.raise_for_status()
    kind = {"Content-Type": found.headers["Content-Type"]}
    session.put(f"{manifests}/{tag}", found.content, headers=kind, timeout=ANSWER_S).raise_for_status()
