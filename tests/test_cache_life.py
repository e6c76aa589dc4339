from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.cache_life import cache_seconds
from conformance.errors import PromiseBroken
from conformance.manifests import ManifestSet, read_manifests
from conformance.manifests.roles import keystone_container
from conformance.options import FOLDERS
from conformance.stack import Role


def with_variable(**variable: Any) -> ManifestSet:
    manifests = read_manifests(FOLDERS["blog"])
    content = manifests.of(Role.CONTROLLER).content
    keystone_container(content)["env"].append({"name": "KEYSTONE_CACHE_SECONDS", **variable})
    return replace(manifests)


def test_the_images_default_counts_where_the_manifest_says_nothing() -> None:
    assert cache_seconds(read_manifests(FOLDERS["blog"])) == 5


def test_the_manifest_says_otherwise() -> None:
    assert cache_seconds(with_variable(value="0")) == 0


def test_what_is_no_number_breaks_the_promise() -> None:
    with pytest.raises(PromiseBroken, match="environment wrong: KEYSTONE_CACHE_SECONDS is 'soon'"):
        cache_seconds(with_variable(value="soon"))
