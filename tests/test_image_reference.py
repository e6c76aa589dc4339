from __future__ import annotations

import pytest

from conformance.errors import BadInput
from conformance.image_reference import parse_image

SHA = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "domain", "path", "tag", "digest"),
    [
        ("mariadb", "", "mariadb", "", ""),
        ("mariadb:11.8", "", "mariadb", "11.8", ""),
        ("bodepd/keystone", "", "bodepd/keystone", "", ""),
        ("localhost/a", "localhost", "a", "", ""),
        ("localhost:5000/a:b", "localhost:5000", "a", "b", ""),
        ("example.test/a/b__c/d-e:x", "example.test", "a/b__c/d-e", "x", ""),
        ("[2001:db8::1]:5000/a", "[2001:db8::1]:5000", "a", "", ""),
        (f"a@{SHA}", "", "a", "", SHA),
        (f"Registry/a:t@{SHA}", "Registry", "a", "t", SHA),
    ],
)
def test_names_are_taken_apart(text: str, domain: str, path: str, tag: str, digest: str) -> None:
    found = parse_image(text)
    assert (found.domain, found.path, found.tag, found.digest) == (domain, path, tag, digest)
    assert str(found) == text


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "it is empty"),
        (" a", "white space"),
        ("https://example.test/a", "a URL scheme has no place in it: write 'example.test/a'"),
        ("Keystone", "'Keystone' in its path"),
        ("a//b", "an empty part between slashes"),
        ("a:", "tag ''"),
        ("a:-x", "tag '-x'"),
        ("a:" + "x" * 129, "tag 'xxx"),
        ("-a.test/b", "registry '-a.test'"),
        ("a@sha256:12", "digest 'sha256:12'"),
        ("a@sha256:" + "0" * 63, "a sha256 digest of 63 digits: it has 64"),
        ("a@md5:" + "0" * 32, "digest algorithm 'md5'"),
        ("a b", "'a b' in its path"),
        ("0" * 64, "64 hexadecimal digits are an image's identifier"),
        ("a" * 256, "it has 256 characters"),
    ],
)
def test_what_is_wrong_is_named(text: str, phrase: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_image(text, "--keystone-image")
    assert str(caught.value).startswith("--keystone-image ")
    assert phrase in str(caught.value)
    assert "\n" not in str(caught.value)
