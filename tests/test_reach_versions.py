from __future__ import annotations

from typing import Any

import pytest

from conformance.judgement import Kept, NotYet
from conformance.reach import Answer
from conformance.reach_versions import answers_versions, judge_versions, versions_listed
from tests.played_http import Reply, played
from tests.played_keystone import played_keystone, versions

BASE = "http://198.18.0.129:5000"
AS_IN_THE_BLOG = {
    "versions": {
        "values": [
            {
                "status": "stable",
                "updated": "2013-03-06T00:00:00Z",
                "id": "v3.0",
                "links": [{"href": f"{BASE}/v3/", "rel": "self"}],
            },
            {
                "status": "stable",
                "updated": "2014-04-17T00:00:00Z",
                "id": "v2.0",
                "links": [
                    {"href": f"{BASE}/v2.0/", "rel": "self"},
                    {"href": "http://docs.openstack.org/api/", "type": "text/html", "rel": "describedby"},
                ],
            },
        ]
    }
}


def answer(body: Any, status: int = 300) -> Answer:
    return Answer(f"{BASE}/", status, {}, body, "", 0.1)


def test_the_blogs_document_is_well_formed() -> None:
    assert judge_versions(answer(AS_IN_THE_BLOG), BASE) == []
    assert versions_listed(answer(AS_IN_THE_BLOG)) == ["v3.0", "v2.0"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (answer(versions("198.18.0.129:5000"), 200), f"versions: {BASE}/ answered 200, not 300"),
        (answer("<html>"), f"versions: {BASE}/ answered with no versions document"),
        (answer({"versions": []}), f"versions: {BASE}/ answered with no versions document"),
        (
            answer({"versions": {"values": [{"id": "v2.0", "links": []}]}}),
            "versions: v3 is not listed, v2.0 is",
        ),
        (answer(versions("198.18.0.129:5000", "deprecated")), "versions: v3.14 is deprecated, not stable"),
        (
            answer({"versions": {"values": [{"id": "v3.14", "status": "stable"}]}}),
            "versions: v3.14 has no self link",
        ),
        (
            answer(versions("198.18.0.129:%(public_port)s")),
            "versions: the self link of v3.14 is http://198.18.0.129:%(public_port)s/v3/, "
            f"it does not lead to {BASE}",
        ),
        (
            answer({"versions": {"values": [{"id": "v3.14", "status": "stable", "links": ["http://a"]}]}}),
            "versions: v3.14 has no self link",
        ),
        (
            answer(versions("10.96.1.2:5000")),
            f"versions: the self link of v3.14 is http://10.96.1.2:5000/v3/, it does not lead to {BASE}",
        ),
        (
            answer(versions("198.18.0.129")),
            f"versions: the self link of v3.14 is http://198.18.0.129/v3/, it does not lead to {BASE}",
        ),
    ],
)
def test_what_is_wrong_is_said(given: Answer, wrong: str) -> None:
    assert wrong in judge_versions(given, BASE)


def test_the_default_port_may_be_left_out() -> None:
    assert judge_versions(answer(versions("198.18.0.129")), "http://198.18.0.129:80") == []


def test_keystone_answers() -> None:
    with played_keystone() as server:
        judged = answers_versions(server.url)
        assert isinstance(judged, Kept)
        assert judge_versions(judged.value, server.url) == []
    assert judged.seen == f"{server.url} answered 300 with v3.14"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(502, "bad gateway"), "answered 502 and no versions document"),
        (Reply(300, {}), "answered 300 and no versions document"),
        (Reply(200, versions("a")), "answered 200 and no versions document"),
        (Reply(0), "Remote end closed connection without response"),
    ],
)
def test_keystone_does_not_answer_yet(reply: Reply, why: str) -> None:
    with played(lambda _: reply) as server:
        judged = answers_versions(server.url)
    assert isinstance(judged, NotYet)
    assert why in judged.why
