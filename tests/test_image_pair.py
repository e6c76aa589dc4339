from __future__ import annotations

import pytest

from conformance.errors import BadInput
from conformance.image_difference.pair import Updated, image_pair


@pytest.mark.parametrize(
    ("before", "after", "updated"),
    [
        ("bodepd/keystone:29", "bodepd/keystone:30", Updated.KEYSTONE),
        ("mariadb:10.11", "registry.test:5000/library/mariadb@sha256:" + "ab" * 32, Updated.DATABASE),
        ("bodepd/keystone:29", "team/candidate:7", Updated.KEYSTONE),
        ("mysql:8", "mariadb:11.8", Updated.DATABASE),
    ],
)
def test_names_tell_the_container(before: str, after: str, updated: Updated) -> None:
    pair = image_pair(before, after)
    assert pair.updated is updated
    assert str(pair) == f"{updated}: {before} → {after}"


def test_the_container_may_be_said() -> None:
    assert image_pair("team/a:1", "team/a:2", "database").updated is Updated.DATABASE


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("team/a:1", "team/a:2", "neither team/a:1 nor team/a:2 tells which container it is for"),
        ("bodepd/keystone", "mariadb", "bodepd/keystone and mariadb tell two different containers"),
        ("bodepd/keystone:30", "bodepd/keystone:30", "--from and --to are both bodepd/keystone:30"),
        ("Keystone", "keystone:30", "--from 'Keystone' is no image name"),
        ("keystone:30", "", "--to '' is no image name"),
    ],
)
def test_what_does_not_tell_is_refused(before: str, after: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        image_pair(before, after)
    assert words in refused.value.message
