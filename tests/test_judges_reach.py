from __future__ import annotations

from typing import Any

from conformance.judges.logins import each_got_a_token, figures
from conformance.judges.paths import describes_v3, old_api_as_listed
from conformance.reach import Answer, NoAnswer
from conformance.reach_versions import silent, well_formed
from tests.played_http import Reply, played
from tests.played_keystone import played_keystone, versions

V3 = {"version": {"id": "v3.14", "status": "stable"}}


def answer(status: int = 200, body: Any = None, token: str = "", seconds: float = 0.1) -> Answer:
    return Answer("http://a/v3", status, {"x-subject-token": token} if token else {}, body, "", seconds)


def test_v3_is_described_as_stable() -> None:
    assert describes_v3({"a": answer(200, V3)}) == []
    assert describes_v3({"a": answer(404, "<html>"), "b": answer(200, {})}) == [
        "API not up: http://a/v3 in pod a answered 404, not 200",
        "API not up: /v3 in pod b describes no version, not v3",
    ]
    experimental = {"version": {"id": "v3.14", "status": "experimental"}}
    assert describes_v3({"a": answer(200, experimental)}) == [
        "versions: /v3 in pod a is experimental, not stable"
    ]


def test_v2_answers_where_it_is_listed() -> None:
    new, old = answer(300, versions("a")), answer(300, {"versions": {"values": [{"id": "v2.0"}]}})
    assert old_api_as_listed({"a": new, "b": old}, {"a": answer(404), "b": answer(200)}) == []
    assert old_api_as_listed({"a": new, "b": old}, {"a": answer(200), "b": answer(404)}) == [
        "versions: pod a does not list v2.0, and answers 200 there, not 404",
        "versions: pod b lists v2.0, and answers 404 there, not 200",
    ]


def test_a_version_without_a_part_is_not_well_formed() -> None:
    assert well_formed(answer(300, versions("a"))) == []
    bare = {"versions": {"values": [{"id": "v3.14", "links": [{"rel": "self", "href": "/v3"}]}]}}
    assert well_formed(answer(300, bare)) == [
        "versions: v3.14 is listed without status",
        "versions: v3.14 is listed without updated",
        "versions: v3.14 has a link that is no address",
    ]


def test_each_login_that_failed_is_counted_by_how() -> None:
    replies = [answer(201, token="t")] * 7 + [answer(503)] * 2 + [NoAnswer("http://a", "timed out", 60.0)]
    assert each_got_a_token(replies[:7]) == []
    assert each_got_a_token(replies) == [
        "no token: 2 of 10 logins: answered 503",
        "no token: 1 of 10 logins: no answer (timed out)",
    ]
    assert each_got_a_token([answer(201)]) == ["no token: 1 of 1 logins: answered 201 without a token"]
    assert figures(replies) == {"logins": 10, "quickest": 0.1, "median": 0.1, "slowest": 60.0}


def test_an_address_is_silent_when_no_keystone_answers_there() -> None:
    with played_keystone() as server:
        assert silent(server.url).__class__.__name__ == "NotYet"
    with played(lambda _: Reply(200, "somebody else")) as server:
        assert silent(server.url).__class__.__name__ == "Kept"
    assert silent("http://127.0.0.1:9").__class__.__name__ == "Kept"
