from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.reach import Answer
from conformance.update import api_shape
from conformance.update.api_shape import ApiShape, differences, shape_of, taken_away

SHAPE = ApiShape(
    {"v3.14": "stable since 2020-04-07"},
    {"GET / vary": "X-Auth-Token", "GET / x-openstack-request-id": ""},
    {"token.user.id": "str", "token.roles": "list"},
)


def test_what_is_the_same_differs_in_nothing() -> None:
    assert differences(SHAPE, SHAPE) == []


def test_what_is_gone_or_another_is_taken_away() -> None:
    after = replace(SHAPE, versions={"v3.14": "deprecated since 2020-04-07"}, token={"token.roles": "list"})
    assert taken_away(differences(SHAPE, after)) == [
        "versions: v3.14 was stable since 2020-04-07, and is deprecated since 2020-04-07",
        "token body: token.user.id is gone",
    ]


def test_what_is_new_is_named_and_breaks_nothing() -> None:
    after = replace(SHAPE, token={**SHAPE.token, "token.user.options": "dict"})
    found = differences(SHAPE, after)
    assert [str(each) for each in found] == ["token body: token.user.options is new"]
    assert taken_away(found) == []


def test_a_version_in_anothers_place_is_one_gone_and_one_new() -> None:
    after = replace(SHAPE, versions={"v3.15": "stable since 2026-10-01"})
    assert taken_away(differences(SHAPE, after)) == ["versions: v3.14 is gone"]


def test_a_shape_has_no_value_of_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"versions": {"values": [{"id": "v3.14", "status": "stable", "updated": "2020"}]}}
    answer = Answer("u", 300, {"vary": "X-Auth-Token", "x-openstack-request-id": "req-1"}, versions, "", 0.0)
    body = {"token": {"user": {"id": "1"}, "roles": [{"id": "2"}, {"id": "3"}], "catalog": []}}
    issued = Answer("u", 201, {"x-subject-token": "t", "content-type": "application/json"}, body, "", 0.0)
    monkeypatch.setattr(api_shape, "answer_of", lambda *_, **__: answer)
    monkeypatch.setattr(api_shape, "ask_for_token", lambda *_, **__: issued)
    shape = shape_of("http://127.0.0.1", "secret", timeout=1.0)
    assert shape.versions == {"v3.14": "stable since 2020"}
    assert shape.headers == {
        "GET / vary": "X-Auth-Token",
        "GET / x-openstack-request-id": "",
        "POST /v3/auth/tokens content-type": "application/json",
    }
    assert shape.token == {
        "token.user.id": "str",
        "token.roles": "list",
        "token.roles[].id": "str",
        "token.catalog": "list",
    }
