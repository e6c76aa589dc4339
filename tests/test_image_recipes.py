from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.clusters.kubebox.image_recipes import RECIPES, SOURCE
from conformance.clusters.kubebox.images import images_hash, read_list
from conformance.clusters.kubebox.version_recipes import VERSIONS


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "kubebox"
    (folder / "pause").mkdir(parents=True)
    (folder / "pause" / "main.go").write_text("package main")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return shutil.copytree(SOURCE, tmp_path / "images", ignore=shutil.ignore_patterns("__pycache__"))


def test_every_recipe_is_there_and_open_for_another_base() -> None:
    for recipe in RECIPES:
        text = (SOURCE / recipe.folder / "Containerfile").read_text()
        assert recipe.program or "ARG BASE=docker.io/library/debian:trixie-slim" in text
        assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE), f"{recipe.folder} runs as root"


def test_keystone_is_pinned_with_all_that_it_needs() -> None:
    text = (SOURCE / "keystone" / "Containerfile").read_text()
    default = re.search(r"^ARG KEYSTONE_VERSION=(\S+)$", text, re.MULTILINE)
    assert default is not None
    versions = {default[1], *(version.recipe.arguments.get("KEYSTONE_VERSION", "") for version in VERSIONS)}
    for version in versions - {""}:
        pinned = (SOURCE / "keystone" / f"requirements-{version}.txt").read_text().split()
        assert f"keystone=={version}" in pinned
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pinned)
    assert len(versions - {""}) == len(list((SOURCE / "keystone").glob("requirements-*.txt")))


def test_the_label_states_the_default_of_the_cache() -> None:
    text = (SOURCE / "keystone" / "Containerfile").read_text()
    default = re.search(
        r"^CACHE_SECONDS = (\d+)", (SOURCE / "keystone/keystone_start/settings.py").read_text(), re.M
    )
    assert default is not None
    assert f'keystone-conformance.cache-seconds="{default[1]}"' in text


def test_the_hash_is_that_of_the_content(source: Path, programs: Path) -> None:
    before = images_hash(source, programs)
    assert re.fullmatch(r"[0-9a-f]{16}", before)
    assert images_hash(source, programs) == before
    (source / "keystone" / "keystone_start" / "__pycache__").mkdir()
    (source / "keystone" / "keystone_start" / "__pycache__" / "keys.pyc").write_bytes(b"x")
    (source / "README.md").write_text("no recipe")
    assert images_hash(source, programs) == before


@pytest.mark.parametrize("what", ["text", "mode", "new file", "program"])
def test_whatever_goes_into_an_image_changes_the_hash(what: str, source: Path, programs: Path) -> None:
    before = images_hash(source, programs)
    entrypoint = source / "mariadb" / "mariadb-entrypoint"
    match what:
        case "text":
            entrypoint.write_text(entrypoint.read_text() + "\n")
        case "mode":
            entrypoint.chmod(entrypoint.stat().st_mode ^ 0o111)
        case "new file":
            (source / "pause" / "more").write_text("")
        case "program":
            (programs / "pause" / "main.go").write_text("package main // another")
    assert images_hash(source, programs) != before


def test_the_list_of_images_is_read_as_it_was_written(tmp_path: Path) -> None:
    image = BuiltImage("library/mariadb", "latest", "sha256:0", 187_000_000, {"mariadb": "11.8.6"})
    (tmp_path / "images.json").write_text(json.dumps([image.as_json()]))
    assert read_list(tmp_path) == [image]
