"""A registry that is played is asked what a tag means; what cannot be asked is told."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from conformance.image_reference import parse_image
from conformance.registry.credentials import RegistryCredentials, credentials_in, of_the_caller
from conformance.registry.digests import digest_of
from conformance.registry.tags import Named
from tests.played_http import Asked, Reply, played

SHA = "sha256:" + "0a" * 32


def registry(digests: Mapping[str, str]) -> Callable[[Asked], Reply]:
    """Answer for each `path:tag` with its digest."""

    def answer(asked: Asked) -> Reply:
        name = asked.path.removeprefix("/v2/").replace("/manifests/", ":")
        return Reply(200, headers={"Docker-Content-Digest": digests[name]}) if name in digests else Reply(404)

    return answer


def named_by(answer: Callable[[Asked], Reply], name: str, known: Any = None) -> Named:
    with played(answer) as server:
        host = server.url.removeprefix("http://")
        return digest_of(parse_image(f"{host}/{name}"), {host: known} if known else {})


def test_a_tag_is_asked_for_by_the_protocol() -> None:
    with played(registry({"a/b:1": SHA})) as server:
        host = server.url.removeprefix("http://")
        assert digest_of(parse_image(f"{host}/a/b:1"), {}) == Named(SHA)
    asked = server.asked[-1]
    assert (asked.method, asked.path) == ("HEAD", "/v2/a/b/manifests/1")
    # Without the kinds of an index, a registry answers with the digest of one platform.
    assert "application/vnd.oci.image.index.v1+json" in asked.headers["accept"]
    assert "application/vnd.docker.distribution.manifest.list.v2+json" in asked.headers["accept"]


def test_without_a_tag_latest_is_asked_for() -> None:
    assert named_by(registry({"a:latest": SHA}), "a") == Named(SHA)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), "answers 404"),
        (Reply(429), "answers 429"),
        (Reply(200), "names no digest"),
        (Reply(200, headers={"Docker-Content-Digest": 'sha256:0a" onclick'}), "names no digest"),
        (
            Reply(401, headers={"WWW-Authenticate": "Bearer realm=nothing"}),
            "gives no answer that can be used",
        ),
        (Reply(401), "gives no answer that can be used"),
        (Reply(0), "gives no answer that can be used"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_raised(reply: Reply, why: str) -> None:
    found = named_by(lambda _: reply, "a:1")
    assert found.digest == ""
    assert why in found.why_not


def test_the_registry_without_a_name_is_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def head(*words: Any, insecure: bool) -> str:
        asked.append((*words, insecure))
        return SHA

    monkeypatch.setattr("conformance.registry.digests._head", head)
    hub = RegistryCredentials("u", "p")
    for name in ("mariadb:11.8", "bodepd/keystone", "docker.io/mariadb", "example.test/mariadb"):
        assert digest_of(parse_image(name), {"index.docker.io": hub}) == Named(SHA)
    assert asked == [
        ("registry-1.docker.io", "library/mariadb", "11.8", hub, False),
        ("registry-1.docker.io", "bodepd/keystone", "latest", hub, False),
        ("registry-1.docker.io", "library/mariadb", "latest", hub, False),
        ("example.test", "mariadb", "latest", None, False),
    ]


def test_a_registry_far_away_is_never_asked_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def head(*_: Any, insecure: bool) -> str:
        asked.append(insecure)
        raise requests.ConnectionError

    monkeypatch.setattr("conformance.registry.digests._head", head)
    found = digest_of(parse_image("example.test/a:1"), {})
    assert found.why_not == "example.test gives no answer that can be used (ConnectionError)"
    assert asked == [False]


def test_credentials_are_those_that_docker_login_writes(tmp_path: Path) -> None:
    def entry(text: str) -> dict[str, str]:
        return {"auth": base64.b64encode(text.encode()).decode()}

    config = {
        "auths": {
            "https://index.docker.io/v1/": entry("hub:pass:word"),
            "registry.example:5000": entry("u:p"),
            "gcr.example/project": entry("_json_key:{}"),
            "helper.example": {},
            "broken.example": {"auth": "!"},
            "none.example": None,
        },
        "credHelpers": {"helper.example": "gcloud"},
    }
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    found = of_the_caller({"DOCKER_CONFIG": str(tmp_path)})
    assert found == {
        "index.docker.io": RegistryCredentials("hub", "pass:word"),
        "registry.example:5000": RegistryCredentials("u", "p"),
        "gcr.example": RegistryCredentials("_json_key", "{}"),
    }
    assert "pass:word" not in repr(found)
    assert of_the_caller({"DOCKER_CONFIG": str(tmp_path / "none")}) == {}
    assert credentials_in(b"[]") == credentials_in(b"no json") == credentials_in(b'{"auths": 3}') == {}


def test_a_token_is_fetched_with_the_credentials_where_a_registry_wants_one(tls: ssl.SSLContext) -> None:
    def answer(asked: Asked) -> Reply:
        authorization = asked.headers.get("authorization", "")
        if asked.path.startswith("/token?"):
            is_known = authorization == "Basic " + base64.b64encode(b"ada:secret").decode()
            return Reply(200, {"token": "ticket" if is_known else "of-nobody"})
        if authorization == "Bearer ticket":
            return Reply(200, headers={"Docker-Content-Digest": SHA})
        host = asked.headers["host"]
        wanted = f'Bearer realm="https://{host}/token",service="{host}",scope="repository:a:pull"'
        return Reply(401, headers={"WWW-Authenticate": wanted})

    with played(answer, tls) as server:
        host = server.url.removeprefix("https://")
        image = parse_image(f"{host}/a:1")
        assert digest_of(image, {host: RegistryCredentials("ada", "secret")}) == Named(SHA)
        assert "scope=repository%3Aa%3Apull" in server.asked[1].path
        assert (
            digest_of(image, {host: RegistryCredentials("ada", "wrong")}).why_not
            == f"{host} refuses the credentials"
        )
        assert digest_of(image, {}).why_not == f"{host} wants credentials"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with played(registry({"a:1": SHA}), tls) as server:
        found = digest_of(parse_image(f"{server.url.removeprefix('https://')}/a:1"), {})
    assert found.digest == ""
