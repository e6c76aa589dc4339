from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance.errors import PromiseBroken
from conformance.identity import (
    Endpoint,
    KeystoneRefused,
    Refusal,
    answers_token,
    publish_catalog,
    refused_sign_in,
    sign_in,
)
from conformance.judgement import Kept, NotYet
from tests.played_http import Reply, played
from tests.played_keystone import PASSWORD, SECONDS, TOKEN, PlayedKeystone, played_keystone

INTERNAL = {"id": "e1", "interface": "internal", "region_id": "Here", "url": "http://keystone-public:5000/v3"}


def test_a_token_is_described_and_never_shown() -> None:
    with (
        played_keystone(PlayedKeystone([INTERNAL])) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS) as signed_in,
    ):
        token = signed_in.token
    assert (token.user_id, token.user_name, token.project_name) == ("u1", "admin", "admin")
    assert token.roles == ("admin", "member")
    assert token.catalog == (Endpoint("identity", "internal", "Here", "http://keystone-public:5000/v3"),)
    assert token.issued_at == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert token.expires_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert (token.status, token.request_id) == (201, "req-1")
    assert TOKEN not in repr(token)


def test_an_unscoped_token_has_no_project() -> None:
    with (
        played_keystone() as server,
        sign_in(f"{server.url}/v3", password=PASSWORD, timeout=SECONDS, project=None) as signed_in,
    ):
        assert (signed_in.token.project_id, signed_in.token.roles, signed_in.token.catalog) == (None, (), ())


def test_everything_is_asked_at_the_address_given_whatever_the_catalogue_says() -> None:
    keystone = PlayedKeystone([INTERNAL])
    with (
        played_keystone(keystone) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS) as signed_in,
    ):
        assert signed_in.user_names() == ["admin", "nobody"]
        validated = signed_in.validate(signed_in.token)
        assert (validated.status, validated.request_id, validated.token) == (200, "req-2", TOKEN)
        with pytest.raises(KeystoneRefused) as caught:
            signed_in.validate(replace(signed_in.token, token="other"))
        assert caught.value.status == 404
        assert signed_in.revoke(signed_in.token) == 204


def test_a_client_that_follows_the_catalogue_goes_where_it_leads() -> None:
    keystone = PlayedKeystone()
    with played_keystone(keystone) as front, played_keystone() as behind:
        keystone.endpoints.append(
            {"id": "e2", "interface": "public", "region_id": "Here", "url": f"{behind.url}/v3"}
        )
        with sign_in(front.url, password=PASSWORD, timeout=SECONDS, use_catalog=True) as signed_in:
            assert signed_in.user_names() == ["admin", "nobody"]
    assert "/v3/users" in [asked.path for asked in behind.asked]
    assert "/v3/users" not in [asked.path for asked in front.asked]


def test_a_wrong_password_is_refused() -> None:
    with played_keystone() as server:
        with pytest.raises(KeystoneRefused) as caught:
            sign_in(server.url, password="wrong", timeout=SECONDS)
        refusal = refused_sign_in(server.url, "wrong", timeout=SECONDS)
    assert caught.value.message == (
        f"token: {server.url}/v3/auth/tokens answered 401: The request you have made requires authentication."
    )
    assert refusal == Refusal(401, "The request you have made requires authentication.", "req-no")


def test_a_wrong_password_that_gets_a_token_breaks_the_promise() -> None:
    with played_keystone() as server, pytest.raises(PromiseBroken, match="a wrong password got a token"):
        refused_sign_in(server.url, PASSWORD, timeout=SECONDS)


def test_no_answer_breaks_the_promise_and_says_why() -> None:
    with pytest.raises(PromiseBroken) as caught:
        sign_in("http://127.0.0.1:9", password=PASSWORD, timeout=SECONDS)
    assert caught.value.message == (
        "token: no answer from http://127.0.0.1:9/v3/auth/tokens ([Errno 111] Connection refused)"
    )


def test_a_description_that_lacks_what_v3_has_breaks_the_promise() -> None:
    reply = Reply(201, {"token": {"user": {}}}, {"X-Subject-Token": "t"})
    with played(lambda _: reply) as server, pytest.raises(PromiseBroken, match="not described as v3 has it"):
        sign_in(server.url, password=PASSWORD, timeout=SECONDS)


def test_a_catalogue_that_leads_nowhere_breaks_the_promise_and_names_the_address() -> None:
    nowhere = {"id": "e2", "interface": "public", "region_id": "Here", "url": "http://127.0.0.1:9/v3"}
    with (
        played_keystone(PlayedKeystone([nowhere])) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS, use_catalog=True) as signed_in,
        pytest.raises(PromiseBroken, match=r"no answer from http://127\.0\.0\.1:9/v3"),
    ):
        signed_in.user_names()


def test_a_catalogue_without_a_public_address_breaks_the_promise() -> None:
    with (
        played_keystone(PlayedKeystone([INTERNAL])) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS, use_catalog=True) as signed_in,
        pytest.raises(PromiseBroken, match="list of users: "),
    ):
        signed_in.user_names()


WITHOUT_HEADER = Reply(201, {"token": {"user": {}, "methods": ["password"]}})


@pytest.mark.parametrize(
    "reply", [Reply(201, "no json"), Reply(201, {"no": "token"}), Reply(200, "<html>"), WITHOUT_HEADER]
)
def test_an_answer_that_is_no_token_breaks_the_promise(reply: Reply) -> None:
    with played(lambda _: reply) as server, pytest.raises(PromiseBroken, match="and no token"):
        sign_in(server.url, password=PASSWORD, timeout=SECONDS)


def test_the_probe_waits_for_a_token() -> None:
    with played_keystone() as server:
        assert isinstance(answers_token(server.url, password=PASSWORD), Kept)
        refused = answers_token(server.url, password="wrong")
    assert isinstance(refused, NotYet)
    assert "answered 401" in refused.why
    assert isinstance(answers_token("http://127.0.0.1:9", password=PASSWORD), NotYet)
    with played(lambda _: Reply(500, "")) as server:
        assert isinstance(answers_token(server.url, password=PASSWORD), NotYet)


def test_the_public_address_is_added_changed_and_then_left_alone() -> None:
    keystone = PlayedKeystone([INTERNAL])
    with (
        played_keystone(keystone) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS) as signed_in,
    ):
        added = publish_catalog(signed_in, "http://198.18.0.129:5000")
        assert (added.url, added.changed) == ("http://198.18.0.129:5000/v3", True)
        assert keystone.endpoints[-1]["region_id"] == "Here"
        changed = publish_catalog(signed_in, "http://198.18.0.130:5000")
        assert (changed.endpoint_id, changed.url, changed.changed) == (
            "new",
            "http://198.18.0.130:5000/v3",
            True,
        )
        assert publish_catalog(signed_in, "http://198.18.0.130:5000/").changed is False
    assert [one["interface"] for one in keystone.endpoints] == ["internal", "public"]


def test_a_catalogue_without_identity_cannot_be_published_to() -> None:
    keystone = PlayedKeystone(services=[])
    with (
        played_keystone(keystone) as server,
        sign_in(server.url, password=PASSWORD, timeout=SECONDS) as signed_in,
        pytest.raises(PromiseBroken, match="there is no identity service"),
    ):
        publish_catalog(signed_in, "http://198.18.0.129:5000")
