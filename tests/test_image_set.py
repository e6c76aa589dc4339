"""The images as they stand in the registry: what the recipes promise, read from what was built."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.clusters.kubebox.images import read_list
from conformance.clusters.kubebox.making import make
from conformance.places import cache_dir

pytestmark = pytest.mark.box

LIMITS = {
    "bodepd/keystone": 350_000_000,
    "library/mariadb": 350_000_000,
    "library/memcached": 150_000_000,
    "pause": 150_000_000,
}
"""Bytes unpacked that an image may take."""


@cache
def built() -> tuple[Path, dict[str, BuiltImage]]:
    folder = make(cache_dir(), print).images
    return folder, {image.name: image for image in read_list(folder)}


def blob(digest: str) -> dict[str, Any]:
    algorithm, _, name = digest.partition(":")
    stored = built()[0] / "registry/docker/registry/v2/blobs" / algorithm / name[:2] / name / "data"
    content: dict[str, Any] = json.loads(stored.read_text())
    return content


def configuration(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = blob(blob(built()[1][name].digest)["config"]["digest"])["config"]
    return settings


@pytest.mark.parametrize("name", LIMITS)
def test_an_image_is_small(name: str) -> None:
    assert 0 < built()[1][name].bytes_unpacked < LIMITS[name]


@pytest.mark.parametrize("name", LIMITS)
def test_an_image_does_not_run_as_root(name: str) -> None:
    assert configuration(name)["User"].split(":")[0] not in ("", "0", "root")


@pytest.mark.parametrize("name", LIMITS)
def test_an_image_is_labelled_with_its_exact_versions(name: str) -> None:
    labels, versions = configuration(name)["Labels"], built()[1][name].versions
    assert labels["org.opencontainers.image.revision"] == built()[0].name
    assert labels["org.opencontainers.image.version"] == next(iter(versions.values()))
    assert {
        f"keystone-conformance.version.{part}": version for part, version in versions.items()
    }.items() <= (labels.items())


def test_the_versions_are_those_asked_for() -> None:
    images = built()[1]
    assert images["bodepd/keystone"].versions["keystone"] == "30.0.0"
    assert images["library/mariadb"].versions["mariadb"].startswith("11.8.")


@pytest.mark.parametrize(
    ("name", "ports"),
    [
        ("bodepd/keystone", {"5000/tcp", "35357/tcp"}),
        ("library/mariadb", {"3306/tcp"}),
        ("library/memcached", {"11211/tcp"}),
    ],
)
def test_an_image_states_its_ports(name: str, ports: set[str]) -> None:
    assert set(configuration(name)["ExposedPorts"]) == ports


def test_keystone_states_how_long_it_caches() -> None:
    assert configuration("bodepd/keystone")["Labels"]["keystone-conformance.cache-seconds"] == "5"


def test_the_images_share_their_base() -> None:
    first_layers = {
        blob(image.digest)["layers"][0]["digest"] for name, image in built()[1].items() if name != "pause"
    }
    assert len(first_layers) == 1


def test_nothing_is_left_of_the_build() -> None:
    unfinished = [path.name for path in built()[0].parent.glob(".*") if path.name != ".lock"]
    assert unfinished == []
    assert "buildah" not in Path("/proc/self/mounts").read_text()
