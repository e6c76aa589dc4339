from __future__ import annotations

import threading

import pytest

from conformance.errors import PromiseBroken
from conformance.replica_answers import at_each, every_pair

URLS = {"keystone-a": "http://a", "keystone-b": "http://b", "keystone-c": "http://c"}
WITHIN_S = 30.0
"""Ends what hangs."""


def test_replicas_are_asked_side_by_side() -> None:
    together = threading.Barrier(len(URLS), timeout=WITHIN_S)

    def ask(url: str) -> str:
        together.wait()
        return url.upper()

    assert at_each(URLS, ask) == {pod: url.upper() for pod, url in URLS.items()}
    assert list(at_each(URLS, str.title)) == list(URLS)


def test_the_first_failure_in_order_is_raised_once_all_have_ended() -> None:
    ended: list[str] = []
    failed, never = threading.Event(), threading.Event()

    def ask(url: str) -> str:
        if url == "http://c":
            assert failed.wait(WITHIN_S)
            never.wait(0.05)
        ended.append(url)
        if url == "http://a":
            return url
        failed.set()
        raise PromiseBroken(f"{url} answers nothing")

    with pytest.raises(PromiseBroken, match="http://b answers nothing"):
        at_each(URLS, ask)
    assert sorted(ended) == sorted(URLS.values())


def test_an_interruption_does_not_wait_for_the_requests_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.replica_answers.wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        at_each(URLS, lambda _: over.wait(WITHIN_S))
    over.set()


def test_nothing_is_asked_where_there_is_no_replica() -> None:
    assert at_each({}, str.upper) == {}


def test_each_thing_is_read_at_each_replica() -> None:
    made = {"keystone-a": 1, "keystone-b": 2}
    table = every_pair(made, URLS, lambda thing, url: f"{thing} at {url}")
    assert table == {
        maker: {pod: f"{thing} at {url}" for pod, url in URLS.items()} for maker, thing in made.items()
    }
