from __future__ import annotations

from threading import Event

from conformance.teardown import request_all, request_teardown
from tests.played_api import client_of, played_api, recorded
from tests.played_http import Asked, Reply


def test_deletions_are_asked_for_services_first_and_the_namespace_last() -> None:
    with played_api() as (api, server):
        assert request_teardown(api, "here") == []
    assert [(asked.method, asked.path) for asked in server.asked] == [
        ("DELETE", "/api/v1/namespaces/here/services"),
        ("DELETE", "/api/v1/namespaces/here/replicationcontrollers"),
        ("DELETE", "/api/v1/namespaces/here/pods"),
        ("DELETE", "/api/v1/namespaces/here"),
    ]
    assert server.asked[1].body == {"propagationPolicy": "Orphan"}
    assert server.asked[2].body == {"gracePeriodSeconds": 1}


def test_what_is_gone_counts_as_asked_for() -> None:
    with played_api(lambda _: recorded("not-found")) as (api, _):
        assert request_teardown(api, "here") == []


def test_one_refusal_keeps_no_other_deletion_from_being_asked_for() -> None:
    def answer(asked: Asked) -> Reply:
        return recorded("no-right") if asked.path.endswith("/services") else Reply(200, {})

    with played_api(answer) as (api, server):
        (failed,) = request_teardown(api, "here")
    assert failed.startswith("namespace here: a right is missing: ")
    assert len(server.asked) == 4


def test_all_namespaces_are_asked_for_side_by_side() -> None:
    with played_api() as (api, server):
        assert request_all(api, ["a", "b", "c"]) == []
    assert len(server.asked) == 12


def test_what_could_not_be_asked_in_time_is_named() -> None:
    free = Event()

    def answer(asked: Asked) -> Reply:
        if "/slow" in asked.path:
            free.wait(5)
        return Reply(200, {})

    with played_api(answer) as (api, _):
        assert request_all(api, ["slow"], within=0.1) == ["namespace slow: not asked within 0.1 s"]
        free.set()


def test_a_server_that_is_gone_is_said_for_each_deletion() -> None:
    with client_of("http://127.0.0.1:9") as api:
        assert len(request_teardown(api, "here", timeout=0.2)) == 4
