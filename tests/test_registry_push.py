"""Images are pushed to a registry that is played; what fails is one line, what is not whole has no tag."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import pytest
import requests

from conformance.errors import BadInput, CredentialsRefused, SetUpFailed
from conformance.registry.credentials import RegistryCredentials, helper_in, remedy_for
from conformance.registry.push import Registry
from conformance.registry.storage import stored_image
from conformance.registry.target import Target, read_target
from tests.played_http import Asked, Reply, played
from tests.played_registry import DENIED, PlayedRegistry, an_image

ADA = RegistryCredentials("ada", "secret")


@pytest.mark.parametrize(
    ("text", "target", "host", "login"),
    [
        ("registry.example/a/b", Target("registry.example", "a/b"), "registry.example", "registry.example"),
        (
            "registry.example:5000/",
            Target("registry.example:5000", ""),
            "registry.example:5000",
            "registry.example:5000",
        ),
        ("docker.io/ada", Target("docker.io", "ada"), "registry-1.docker.io", "index.docker.io"),
    ],
)
def test_a_place_has_a_registry_and_a_path(text: str, target: Target, host: str, login: str) -> None:
    found = read_target(text)
    assert (found, found.host, found.login) == (target, host, login)
    assert found.name("keystone") == f"{text.rstrip('/')}/keystone"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ada", "no dot, no port"),
        ("https://registry.example", "a URL scheme"),
        ("registry.example/a:1", "'a:1' in its path"),
        ("registry.example/A", "'A' in its path"),
        ("", "is no image name"),
    ],
)
def test_what_names_no_registry_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_target(text)
    assert "--push" in str(refused.value)


def test_an_image_is_pushed_blobs_first_and_named_by_its_digest(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    registry = PlayedRegistry()
    with played(registry.answer) as server:
        target = read_target(server.url.removeprefix("http://") + "/team")
        assert (
            Registry(target, None).push("keystone", "1", digest, image)
            == f"{target.name('keystone')}@{digest}"
        )
        assert registry.blobs == {("team/keystone", blob) for blob, _ in image.blobs}
        assert registry.tags == {("team/keystone", "1"): digest}
        puts = [asked.path for asked in server.asked if asked.method == "PUT"]
        assert puts[-1] == "/v2/team/keystone/manifests/1"
        # What is there already is not sent once more.
        Registry(target, None).push("keystone", "1", digest, image)
        assert sum(asked.method == "PUT" for asked in server.asked) == len(puts) + 1


def test_a_token_for_pushing_is_fetched_with_the_credentials(tls: ssl.SSLContext, tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    registry = PlayedRegistry(password="secret")
    with played(registry.answer, tls) as server:
        target = read_target(server.url.removeprefix("https://"))
        Registry(target, ADA).push("keystone", "1", digest, image)
        assert registry.tags == {("keystone", "1"): digest}
        assert registry.scopes == ["repository:keystone:pull,push"]
        for known, words in ((None, "wants credentials"), (RegistryCredentials("ada", "no"), "refuses the")):
            with pytest.raises(CredentialsRefused, match=words) as refused:
                Registry(target, known, "sign in").push("mariadb", "1", digest, image)
            assert str(refused.value).endswith(": sign in")
        assert set(registry.tags) == {("keystone", "1")}


def test_no_password_is_sent_in_the_clear(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    registry = PlayedRegistry(password="secret")
    with played(registry.answer) as server:
        target = read_target(server.url.removeprefix("http://"))
        with pytest.raises(CredentialsRefused, match="not sent without TLS"):
            Registry(target, ADA).push("keystone", "1", digest, image)
        assert all("authorization" not in asked.headers for asked in server.asked)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(403, DENIED), "does not take images: 403 DENIED no right to upload"),
        (Reply(405, "no"), "405 Method Not Allowed"),
        (Reply(0), "does not answer"),
    ],
)
def test_a_registry_that_takes_nothing_is_one_line(reply: Reply, words: str) -> None:
    with played(lambda _: reply) as server, pytest.raises(SetUpFailed) as failed:
        Registry(read_target(server.url.removeprefix("http://")), None)
    assert words in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_registry_that_stops_in_the_middle_has_no_tag(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    registry = PlayedRegistry()
    with played(lambda asked: Reply(507) if "uploads" in asked.path else registry.answer(asked)) as server:
        target = read_target(server.url.removeprefix("http://"))
        with pytest.raises(SetUpFailed, match="does not take keystone: 507"):
            Registry(target, None).push("keystone", "1", digest, image)
    assert registry.tags == {}


def test_a_registry_that_stored_something_else_is_found_out(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    registry = PlayedRegistry()

    def another(asked: Asked) -> Reply:
        answered = registry.answer(asked)
        if answered.headers.get("Docker-Content-Digest"):
            return Reply(200, headers={"Docker-Content-Digest": "sha256:" + "0a" * 32})
        return answered

    with played(another) as server:
        target = read_target(server.url.removeprefix("http://"))
        with pytest.raises(SetUpFailed, match=r"is sha256:0a0a.* in the registry, not sha256:"):
            Registry(target, None).push("keystone", "1", digest, image)


def test_a_certificate_that_nobody_vouches_for_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def greet(self: Registry) -> None:
        asked.append((self.target.host, self._insecure))
        raise requests.exceptions.SSLError

    monkeypatch.setattr(Registry, "_greet", greet)
    for text, plain in (("registry.example", False), ("127.0.0.1:5000", False), ("registry.example", True)):
        with pytest.raises(SetUpFailed, match="--plain-http does without TLS"):
            Registry(read_target(text, plain_http=plain), None)
    assert asked == [
        ("registry.example", False),
        ("127.0.0.1:5000", False),
        ("127.0.0.1:5000", True),
        ("registry.example", True),
    ]


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    image.blobs[1][1].unlink()
    with pytest.raises(SetUpFailed, match=image.blobs[1][0]):
        stored_image(tmp_path, digest)


def test_a_part_that_was_changed_is_not_passed_on(tmp_path: Path) -> None:
    digest, image = an_image(tmp_path)
    image.blobs[1][1].write_bytes(b"another")
    registry = PlayedRegistry()
    with played(registry.answer) as server, pytest.raises(SetUpFailed, match="not what its name says"):
        Registry(read_target(server.url.removeprefix("http://")), None).push("a", "1", digest, image)
    assert registry.tags == {}


def test_a_helper_that_keeps_the_credentials_is_named(tmp_path: Path) -> None:
    helpers = {"credHelpers": {"https://gcr.example/v2": "gcloud"}, "credsStore": "desktop"}
    assert helper_in(json.dumps(helpers).encode(), "gcr.example") == "gcloud"
    assert helper_in(json.dumps(helpers).encode(), "other.example") == "desktop"
    assert helper_in(b"[]", "gcr.example") == helper_in(b'{"credHelpers": 3}', "gcr.example") == ""
    (tmp_path / "config.json").write_text(json.dumps(helpers))
    assert "'gcloud' keeps them, and is not asked" in remedy_for(
        "gcr.example", {"DOCKER_CONFIG": str(tmp_path)}
    )
    assert (
        remedy_for("a.example", {"DOCKER_CONFIG": "/none"})
        == "`docker login a.example`, with the right to push"
    )
