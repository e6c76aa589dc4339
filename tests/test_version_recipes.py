from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conformance.clusters.kubebox.image_recipes import RECIPES, SOURCE
from conformance.clusters.kubebox.images import images_hash
from conformance.clusters.kubebox.version_recipes import (
    CANDIDATES,
    SAME,
    VERSIONS,
    names_beside_a_boxs_own,
    versions_hash,
)
from conformance.versions_named import name_a_version


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "kubebox"
    (folder / "pause").mkdir(parents=True)
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return shutil.copytree(SOURCE, tmp_path / "images", ignore=shutil.ignore_patterns("__pycache__"))


def test_the_set_is_told_by_these_names() -> None:
    assert names_beside_a_boxs_own() == {
        "bodepd/keystone:28",
        "bodepd/keystone:29",
        "bodepd/keystone:30",
        "bodepd/keystone:crashes-at-start",
        "bodepd/keystone:answers-500",
        "bodepd/keystone:forgets-tokens",
        "bodepd/keystone:breaks-old-release",
        "library/mariadb:10.11",
        "library/mariadb:11.8",
    }
    assert set(SAME.values()) <= {recipe.reference for recipe in RECIPES}
    assert {candidate.on for candidate in CANDIDATES} <= set(SAME)


@pytest.mark.parametrize(
    "image",
    [
        "bodepd/keystone:28",
        "docker.io/bodepd/keystone:breaks-old-release",
        "registry.example:5000/bodepd/keystone:30",
        "mariadb:10.11",
        "docker.io/mariadb:11.8",
        f"bodepd/keystone:29@sha256:{'0a' * 32}",
    ],
)
def test_a_box_is_filled_with_versions_where_one_is_named(image: str) -> None:
    assert name_a_version(["memcached", image])


def test_else_it_is_not() -> None:
    others = [
        "mariadb",
        "bodepd/keystone",
        "bodepd/keystone:27",
        "keystone:28",
        "r.example/mariadb:10.11",
        "No",
    ]
    assert not name_a_version(others)


@pytest.mark.parametrize(
    "file",
    ["keystone/requirements-28.1.0.txt", "candidates/forgets-tokens/forgets_tokens.py"],
)
def test_what_only_a_version_holds_leaves_a_boxs_own_images_alone(
    file: str, source: Path, programs: Path
) -> None:
    own, versions = images_hash(source, programs), versions_hash(source, programs)
    (source / file).write_text((source / file).read_text() + "\n")
    assert images_hash(source, programs) == own
    assert versions_hash(source, programs) != versions


def test_what_a_boxs_own_images_hold_changes_both(source: Path, programs: Path) -> None:
    own, versions = images_hash(source, programs), versions_hash(source, programs)
    pins = source / "keystone" / "requirements-30.0.0.txt"
    pins.write_text(pins.read_text() + "\n")
    assert images_hash(source, programs) != own
    assert versions_hash(source, programs) != versions


def test_a_candidate_is_a_layer_that_says_what_it_does_wrong() -> None:
    folders = {path.name for path in (SOURCE / "candidates").iterdir() if path.is_dir()}
    assert folders == {candidate.recipe.tag for candidate in CANDIDATES}
    for candidate in CANDIDATES:
        text = (SOURCE / candidate.recipe.folder / "Containerfile").read_text()
        assert re.search(r"^ARG BASE\nFROM \$\{BASE\}$", text, re.MULTILINE)
        assert f'keystone-conformance.candidate="{candidate.recipe.tag}"' in text
        users = re.findall(r"^USER (\S+)$", text, re.MULTILINE)
        assert users == [] or users[-1] == "42425:42425"


def test_every_version_has_its_own_name() -> None:
    names = [version.recipe.reference for version in (*VERSIONS, *CANDIDATES)] + list(SAME)
    assert len(set(names)) == len(names)
