from __future__ import annotations

import pytest

from conformance.api_requests import RequestRefused, get_text, request
from conformance.errors import ClusterUnreachable, CredentialsRefused
from tests.played_api import client_of, played_api, recorded
from tests.played_http import Reply


def test_warnings_come_with_the_answer() -> None:
    with played_api(lambda _: recorded("warning")) as (api, _):
        reply = request(api, "POST", "/api/v1/namespaces/a/services", body={})
    assert reply.content["kind"] == "Service"
    assert reply.warnings == (
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    )


def test_text_is_returned_as_it_is() -> None:
    with played_api(lambda _: Reply(200, "a line\nanother\n")) as (api, server):
        text = get_text(api, "/api/v1/namespaces/a/pods/b/log", [("container", "c")])
    assert text == "a line\nanother\n"
    assert server.asked[0].path == "/api/v1/namespaces/a/pods/b/log?container=c"


@pytest.mark.parametrize("name", ["unauthorized", "no-right"])
def test_unknown_credentials_and_missing_rights_are_refused_credentials(name: str) -> None:
    with played_api(lambda _: recorded(name)) as (api, _), pytest.raises(CredentialsRefused):
        request(api, "GET", "/api/v1/namespaces")


@pytest.mark.parametrize("name", ["quota", "pod-security", "terminating"])
def test_other_refusals_with_403_are_not_about_credentials(name: str) -> None:
    with played_api(lambda _: recorded(name)) as (api, _), pytest.raises(RequestRefused) as caught:
        request(api, "POST", "/api/v1/namespaces/a/pods", body={})
    assert (caught.value.status, caught.value.reason) == (403, "Forbidden")


def test_an_answer_that_is_no_status_object_is_told_in_its_own_words() -> None:
    with (
        played_api(lambda _: Reply(502, "<h1>Bad\n gateway</h1>")) as (api, _),
        pytest.raises(RequestRefused) as caught,
    ):
        request(api, "GET", "/api")
    assert caught.value.words == "<h1>Bad gateway</h1>"


def test_a_server_that_is_not_there_is_unreachable_in_one_line() -> None:
    with client_of("http://127.0.0.1:9") as api, pytest.raises(ClusterUnreachable) as caught:
        request(api, "GET", "/api")
    assert caught.value.message == (
        "the API server at http://127.0.0.1:9 does not answer ([Errno 111] Connection refused)"
    )


def test_a_server_that_hangs_up_is_unreachable() -> None:
    with played_api(lambda _: Reply(0)) as (api, _), pytest.raises(ClusterUnreachable):
        request(api, "POST", "/api", body={})
