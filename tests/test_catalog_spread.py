from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import administrator, catalog_spread, issuing
from conformance.identity import Endpoint, TokenIssued
from conformance.judgement import Judgement, Kept, NotYet
from conformance.live_stack import LiveStack
from conformance.patience import Patience
from conformance.wait import Waiter

PUBLIC = "http://198.18.0.129:5000"


def token(*endpoints: Endpoint) -> TokenIssued:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return TokenIssued("u", "admin", "p", "admin", ("admin",), endpoints, now, now, 201, "req-1", "secret")


def judged(monkeypatch: pytest.MonkeyPatch, answer: Judgement[TokenIssued]) -> Judgement[None]:
    monkeypatch.setattr(catalog_spread, "answers_token", lambda *_args, **_kwargs: answer)
    return catalog_spread.catalog_leads_in_public("http://127.0.0.1:1", "secret", PUBLIC)


def test_a_replica_that_shows_its_old_catalog_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(judged(monkeypatch, Kept(token())), NotYet)


def test_a_replica_that_shows_the_public_address_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Endpoint("identity", "public", "RegionOne", f"{PUBLIC}/v3")
    assert isinstance(judged(monkeypatch, Kept(token(endpoint))), Kept)


def test_a_replica_without_an_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, NotYet("refused")) == NotYet("refused")


def test_each_replica_has_told_its_catalog_before_it_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has kept nothing shows the new address at once, however long it would keep the old one."""
    done: list[str] = []

    @contextmanager
    def operator(url: str, **_: Any) -> Iterator[None]:
        done.append(f"signed in at {url}")
        yield

    def told(url: str, **_: Any) -> Judgement[TokenIssued]:
        done.append(f"token from {url}")
        return Kept(token())

    def leads(url: str, **_: Any) -> Judgement[None]:
        done.append(f"catalog of {url}")
        return Kept(None)

    monkeypatch.setattr(issuing, "answers_token", told)
    monkeypatch.setattr(administrator, "sign_in", operator)
    monkeypatch.setattr(catalog_spread, "publish_catalog", lambda _, url: done.append(f"published {url}"))
    monkeypatch.setattr(catalog_spread, "catalog_leads_in_public", leads)
    stack = SimpleNamespace(
        credentials=SimpleNamespace(admin_password="secret"),
        answering_replicas=lambda: {"a": "replica-a", "b": "replica-b"},
        waiter=Waiter(None, Patience.for_cluster(kubebox=True)),
    )
    catalog_spread.publish(cast(LiveStack, stack), PUBLIC)
    assert done[2:4] == [f"signed in at {PUBLIC}", f"published {PUBLIC}/v3"]
    assert sorted(done[:2]) == ["token from replica-a", "token from replica-b"]
    assert sorted(done[4:]) == ["catalog of replica-a", "catalog of replica-b"]
