"""A box's own images get their further names from a registry on this machine's loopback."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.clusters.kubebox.image_build import BuiltImage
from conformance.clusters.kubebox.version_images import MANIFEST, same_digests
from conformance.clusters.kubebox.version_recipes import SAME
from conformance.errors import SetUpFailed
from tests.played_http import Asked, Reply, played

OWN = [
    BuiltImage(name, tag, f"sha256:{number}", 1, {})
    for number, (name, _, tag) in enumerate(sorted({old.rpartition(":") for old in SAME.values()}))
]
WANTED = [
    replace(each, tag=new.rpartition(":")[2])
    for new, old in SAME.items()
    for each in OWN
    if f"{each.name}:{each.tag}" == old
]


@pytest.fixture(autouse=True)
def proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads everywhere but to this machine, as a company's does."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def registry(asked: Asked) -> Reply:
    return Reply(200, {"of": asked.path}, {"Content-Type": MANIFEST}) if asked.method == "GET" else Reply(201)


def test_the_same_manifest_gets_each_further_name_whatever_proxy_there_is() -> None:
    with played(registry) as server:
        assert same_digests(OWN, server.url.removeprefix("http://")) == WANTED
    got, put = server.asked[:2]
    assert (got.method, put.method) == ("GET", "PUT")
    assert got.path == f"/v2/{WANTED[0].name}/manifests/{WANTED[0].digest}"
    assert put.path == f"/v2/{WANTED[0].name}/manifests/{WANTED[0].tag}"
    assert put.body == {"of": got.path}
    assert put.headers["content-type"] == MANIFEST


def test_a_registry_that_does_not_take_one_is_told() -> None:
    with (
        played(lambda asked: registry(asked) if asked.method == "GET" else Reply(500)) as server,
        pytest.raises(SetUpFailed, match=f"cannot be named {next(iter(SAME))} too"),
    ):
        same_digests(OWN, server.url.removeprefix("http://"))
