from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import PromiseBroken
from conformance.identity import OwnDomain, sign_in
from conformance.identity.ec2 import gives_secret_of, read_credential, write_credential
from conformance.identity.furnished import furnish
from conformance.identity.plain_requests import (
    ask_about_token,
    ask_for_token,
    ask_with_token,
    by_password,
    by_token,
    token_in,
    without_token,
)
from conformance.redact import held_as
from tests.played_http import Asked, Played, Reply, played
from tests.played_keystone import PASSWORD, SECONDS, TOKEN, PlayedKeystone, played_keystone

CREATED = {"domains": "domain", "projects": "project", "users": "user", "roles": "role"}


class Furnishable(PlayedKeystone):
    """Makes whatever is posted, under an id of its own, and takes every other change."""

    def answer(self, asked: Asked) -> Reply:
        kind = asked.path.rpartition("/")[2]
        if asked.method == "POST" and kind in CREATED:
            return Reply(201, {CREATED[kind]: {"id": f"{kind}-id", **asked.body[CREATED[kind]]}})
        if asked.method == "PATCH":
            return Reply(200, {asked.path.split("/")[2].removesuffix("s"): {"id": "x"}})
        if asked.method in ("PUT", "DELETE"):
            return Reply(204)
        return super().answer(asked)


def changes(server: Played) -> list[str]:
    return [
        f"{asked.method} {asked.path}"
        for asked in server.asked
        if asked.method != "GET" and "tokens" not in asked.path
    ]


def test_a_domain_is_furnished_and_changed() -> None:
    with played_keystone(Furnishable()) as server:
        operator = sign_in(server.url, password=PASSWORD, timeout=SECONDS)
        made = furnish(OwnDomain.create(operator, "token-7"), {"a": server.url})
        made.domain.disable(made.user)
        made.domain.take_role(made.role_id, made.user, made.project_id)
    assert made.domain.name.startswith("conformance-token-7-")
    assert made.user.password in held_as("user-password")
    assert made.user.password not in repr(made)
    assert changes(server) == [
        "POST /v3/domains",
        "POST /v3/projects",
        "POST /v3/roles",
        "POST /v3/users",
        "PUT /v3/projects/projects-id/users/users-id/roles/roles-id",
        "PATCH /v3/users/users-id",
        "DELETE /v3/projects/projects-id/users/users-id/roles/roles-id",
    ]
    disabled = [asked.body for asked in server.asked if asked.method == "PATCH"]
    assert disabled == [{"user": {"enabled": False}}]


def test_a_token_is_asked_for_as_v3_has_it() -> None:
    scope = {"project": {"name": "p", "domain": {"name": "d"}}}
    who = {"name": "u", "domain": {"name": "d"}, "password": "s"}
    assert by_password("u", "d", "s", "p") == {
        "auth": {"identity": {"methods": ["password"], "password": {"user": who}}, "scope": scope}
    }
    assert by_password("u", "d", "s")["auth"]["scope"] == "unscoped"
    assert by_token("t", "p", "d") == {
        "auth": {"identity": {"methods": ["token"], "token": {"id": "t"}}, "scope": scope}
    }


def test_plain_requests_come_back_whatever_they_are_answered() -> None:
    with played_keystone() as server:
        right = ask_for_token(server.url, by_password("admin", "Default", PASSWORD, "admin"), timeout=5)
        wrong = ask_for_token(server.url, by_password("admin", "Default", "wrong", "admin"), timeout=5)
        assert (right.status, token_in(right)) == (201, TOKEN)
        assert (wrong.status, token_in(wrong)) == (401, "")
        assert TOKEN in right.headers.values()
        assert TOKEN not in without_token(right).values()
        assert without_token(right).keys() == right.headers.keys() - {"x-subject-token"}
        assert ask_about_token(server.url, TOKEN, timeout=5).status == 200
        assert ask_about_token(server.url, "garbage", TOKEN, timeout=5).status == 404
        assert ask_with_token(server.url, None, timeout=5).status == 401
        assert ask_with_token(server.url, TOKEN, timeout=5).status == 200
    assert "x-auth-token" not in server.asked[-2].headers
    with pytest.raises(PromiseBroken, match=r"no answer: http://127\.0\.0\.1:9/v3/users: "):
        ask_with_token("http://127.0.0.1:9", None, timeout=5)


def test_a_credential_is_written_and_read_by_its_access_key() -> None:
    stored: dict[str, Any] = {"credential": {"access": "key", "secret": "very-secret"}}
    with played(lambda asked: Reply(201 if asked.method == "POST" else 200, stored)) as server:
        credential = write_credential(server.url, "u1", "p1", TOKEN, timeout=5)
        answer = read_credential(server.url, credential, TOKEN, timeout=5)
        assert gives_secret_of(answer, credential)
        stored["credential"] = {"access": "key", "secret": "another"}
        assert not gives_secret_of(read_credential(server.url, credential, TOKEN, timeout=5), credential)
    assert "very-secret" in held_as("ec2-secret")
    assert "very-secret" not in repr(credential)
    assert server.asked[1].path == "/v3/users/u1/credentials/OS-EC2/key"
    with (
        played(lambda _: Reply(403)) as server,
        pytest.raises(PromiseBroken, match="answered 403 and made none"),
    ):
        write_credential(server.url, "u1", "p1", TOKEN, timeout=5)
