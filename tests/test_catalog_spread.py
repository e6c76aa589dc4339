from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance import catalog_spread
from conformance.identity import Endpoint, TokenIssued
from conformance.judgement import Judgement, Kept, NotYet

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
