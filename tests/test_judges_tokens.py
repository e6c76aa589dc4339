from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.identity import Endpoint, TokenIssued
from conformance.identity.ec2 import Ec2Credential
from conformance.judges.between_replicas import credentials_readable_everywhere, tokens_valid_everywhere
from conformance.judges.token_bodies import (
    issued,
    issued_now,
    live_as_stated,
    names_identity_inside,
    scoped,
    unscoped,
)
from conformance.judges.tokens import issued_for
from conformance.reach import Answer

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
INSIDE = "http://keystone-public:5000/v3"
TOKEN = TokenIssued(
    user_id="u1",
    user_name="user",
    project_id="p1",
    project_name="project",
    roles=("role",),
    catalog=tuple(Endpoint("identity", name, "Here", INSIDE) for name in ("internal", "admin")),
    issued_at=NOW,
    expires_at=NOW + timedelta(seconds=3600),
    status=201,
    request_id="req-1",
    token="t",
)
UNSCOPED: dict[str, Any] = {
    "methods": ["password"],
    "user": {"id": "u1"},
    "audit_ids": ["a"],
    "issued_at": "2026-11-23T04:00:00.000000Z",
    "expires_at": "2026-11-23T05:00:00.000000Z",
}
SCOPED = {
    **UNSCOPED,
    "project": {"id": "p1"},
    "roles": [{"name": "admin"}],
    "catalog": [{"type": "identity"}],
}


def answer(content: Any, status: int = 201, token: str = "t") -> Answer:
    headers = {"x-subject-token": token} if token else {}
    return Answer("http://a/v3/auth/tokens", status, headers, {"token": content}, "req-1", 0.1)


def test_a_token_is_issued_with_its_description() -> None:
    assert issued(answer(SCOPED)) == []
    assert issued(answer(SCOPED, token="")) == [
        "no token: http://a/v3/auth/tokens answered 201 without a token"
    ]
    assert issued(answer(SCOPED, 200)) != []
    assert issued(answer({**SCOPED, "audit_ids": []})) == ["token: described without audit_ids"]
    assert issued(answer({**SCOPED, "methods": ["token"]})) == ["token: got by ['token'], not by password"]
    assert issued(answer("<html>"))[0] == "token: described without methods"


def test_scope_shows_in_the_description() -> None:
    assert (scoped(answer(SCOPED)), unscoped(answer(UNSCOPED))) == ([], [])
    assert scoped(answer(UNSCOPED))[0] == "token: scoped, but described without project"
    assert unscoped(answer(SCOPED))[2] == "token: unscoped, but described with catalog"


def test_a_token_lives_as_long_as_is_stated() -> None:
    assert live_as_stated({"a": TOKEN}) == []
    long = replace(TOKEN, expires_at=NOW + timedelta(hours=24))
    assert live_as_stated({"a": TOKEN, "b": long}) == ["token: one of pod b lives 86400 s, 3600 s are stated"]


@pytest.mark.parametrize(("less", "right"), [(1, True), (5, True), (6, False), (-1, False)])
def test_seconds_may_lie_between_a_tokens_end_and_its_issue(less: int, right: bool) -> None:
    """Seen with three stacks at once: 3,599 s of a token that was asked for at the turn of a second."""
    token = replace(TOKEN, expires_at=TOKEN.expires_at - timedelta(seconds=less))
    assert (live_as_stated({"a": token}) == []) is right


@pytest.mark.parametrize(("off", "right"), [(0, True), (59, True), (-59, True), (7200, False), (-61, False)])
def test_a_replicas_clock_may_be_a_little_off(off: int, right: bool) -> None:
    token = replace(TOKEN, issued_at=NOW + timedelta(seconds=off))
    wrong = issued_now({"a": token}, NOW)
    assert (wrong == []) is right
    assert all(f"{off:+d} s off the cluster's clock" in line for line in wrong)


def test_the_catalog_leads_to_v3_inside_the_cluster() -> None:
    assert names_identity_inside(TOKEN) == []
    one = replace(TOKEN, catalog=TOKEN.catalog[:1])
    assert names_identity_inside(one) == ["catalog: the identity service has no admin endpoint"]
    old = replace(TOKEN, catalog=tuple(replace(each, url="http://a:35357/v2.0") for each in TOKEN.catalog))
    assert (
        names_identity_inside(old)[0]
        == "catalog: the internal endpoint http://a:35357/v2.0 does not lead to v3"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"user_id": "u2"}, "issued one to user u2, not u1"),
        ({"project_id": "p2"}, "issued one for project p2, not p1"),
        ({"roles": ("admin", "role")}, "issued one with the roles admin, role, not role"),
        ({"roles": ()}, "issued one with the roles none, not role"),
    ],
)
def test_a_token_is_of_that_user_project_and_role_alone(changed: dict[str, Any], said: str) -> None:
    wrong = issued_for({"pod a": replace(TOKEN, **changed)}, "u1", "p1", "role")
    assert wrong == ([f"token: pod a {said}"] if said else [])


def test_each_cell_of_the_table_counts() -> None:
    table = {"a": {"a": 200, "b": 404}, "b": {"a": 200, "b": 200}}
    assert tokens_valid_everywhere(table) == ["token: one that pod a issued is answered 404 by pod b"]


def test_a_credential_must_come_back_with_its_own_secret() -> None:
    credentials = {"a": Ec2Credential("u1", "k", "right")}

    def read(status: int, secret: str = "right") -> Answer:
        return Answer("http://a", status, {}, {"credential": {"secret": secret}}, "", 0.1)

    assert credentials_readable_everywhere({"a": {"b": read(200)}}, credentials) == []
    assert credentials_readable_everywhere({"a": {"b": read(500), "c": read(200, "other")}}, credentials) == [
        "credential: one written through pod a is answered 500 by pod b",
        "credential: one written through pod a has another secret at pod c",
    ]
