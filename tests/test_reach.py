from __future__ import annotations

import socket

import pytest
import requests

from conformance.reach import Answer, NoAnswer, ask, direct_session, why
from conformance.redact import held_as
from tests.played_http import Reply, played


def test_an_answer_comes_with_status_headers_body_and_request_id() -> None:
    reply = Reply(201, {"a": 1}, {"X-Openstack-Request-Id": "req-1", "Vary": "X-Auth-Token"})
    with played(lambda _: reply) as server:
        answer = ask(f"{server.url}/v3", method="POST", json={"b": 2}, headers={"X-Auth-Token": "t"})
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.request_id) == (201, {"a": 1}, "req-1")
    assert answer.headers["vary"] == "X-Auth-Token"
    assert server.asked[0].body == {"b": 2}
    assert server.asked[0].headers["connection"] == "close"


def test_a_body_that_is_not_the_json_it_says_is_text() -> None:
    with played(lambda _: Reply(200, "{", {"Content-Type": "application/json"})) as server:
        answer = ask(server.url)
    assert isinstance(answer, Answer)
    assert answer.body == "{"


def test_redirects_are_answers() -> None:
    with played(lambda _: Reply(302, "", {"Location": "/elsewhere"})) as server:
        answer = ask(server.url)
    assert isinstance(answer, Answer)
    assert (answer.status, len(server.asked)) == (302, 1)


def test_a_refused_connection_is_told_in_a_few_words() -> None:
    answer = ask("http://127.0.0.1:9/")
    assert isinstance(answer, NoAnswer)
    assert answer.why == "[Errno 111] Connection refused"


def test_who_takes_a_connection_and_says_nothing_is_told_from_who_takes_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = ask(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.05)
    assert isinstance(answer, NoAnswer)
    assert answer.why == "connected, and no answer came"
    assert why(requests.ConnectTimeout("(connect timeout=5.0)")) == "no connection came about"


def test_a_hang_up_is_told_in_a_few_words() -> None:
    with played(lambda _: Reply(0)) as server:
        answer = ask(server.url)
    assert isinstance(answer, NoAnswer)
    assert answer.why == "Remote end closed connection without response"


@pytest.mark.parametrize(
    ("url", "proxied"),
    [
        ("http://127.0.0.1:5000", False),
        ("http://198.18.0.129:5000", False),
        ("http://10.0.0.9:5000", False),
        ("http://[::1]:5000", False),
        ("http://localhost:5000", False),
        ("http://104.197.79.72:5000", True),
        ("http://lb.example.test:5000", True),
        ("http://near.example.test:5000", False),
    ],
)
def test_a_proxy_is_used_for_public_addresses_only(
    url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example.test:3128")
    monkeypatch.setenv("no_proxy", "near.example.test")
    with direct_session(url) as session:
        assert bool(session.proxies) is proxied
        assert not session.trust_env


def test_a_token_that_comes_with_an_answer_is_held() -> None:
    with played(lambda _: Reply(201, {}, {"X-Subject-Token": "a-token-of-nobody"})) as server:
        ask(f"{server.url}/v3/auth/tokens", method="POST")
    assert "a-token-of-nobody" in held_as("token")
