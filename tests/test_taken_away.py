"""What is taken away, and in which order: the clocks of each thing come before the next is touched."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import taken_away
from conformance.errors import PromiseBroken
from conformance.identity.furnished import Furnished
from conformance.taken_away import DISABLED, REVOKED, WITHOUT_ROLE, Primed, take_away


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def revoke(*_: Any, **__: Any) -> SimpleNamespace:
        done.append(REVOKED)
        return SimpleNamespace(status=204)

    monkeypatch.setattr(taken_away, "revoke_token", revoke)
    return done


def primed(done: list[str]) -> Primed:
    domain = SimpleNamespace(
        take_role=lambda *_: done.append(WITHOUT_ROLE), disable=lambda _: done.append(DISABLED)
    )
    urls = {"a": "http://a", "b": "http://b", "c": "http://c"}
    furnished = SimpleNamespace(
        domain=domain, urls=urls, maker="a", role_id="r", project_id="p", operator_token="t"
    )
    things: Any = {what: SimpleNamespace(token=what) for what in (WITHOUT_ROLE, DISABLED, REVOKED)}
    return Primed(cast(Furnished, furnished), things, things, 1.0)


def test_the_clocks_of_one_thing_come_before_the_next_is_taken_away(done: list[str]) -> None:
    for clocks, so_far in zip(take_away(primed(done), 5), range(1, 4), strict=True):
        assert done == [WITHOUT_ROLE, DISABLED, REVOKED][:so_far]
        assert {clock.what for clock in clocks} == {done[-1]}
        assert [clock.replica for clock in clocks] == ["a", "b", "c"]


@pytest.mark.parametrize("status", [503, 403])
def test_what_is_neither_yes_nor_no_is_no_refusal(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr(taken_away, "ask_about_token", lambda *_, **__: SimpleNamespace(status=status))
    with pytest.raises(PromiseBroken, match=f"pod a answers {status}, neither yes nor no"):
        taken_away._taken(primed([]), "a", cast(Any, SimpleNamespace(token="t")))


@pytest.mark.parametrize(("status", "taken"), [(200, True), (401, False), (404, False)])
def test_yes_and_no_are_told_apart(monkeypatch: pytest.MonkeyPatch, status: int, taken: bool) -> None:
    monkeypatch.setattr(taken_away, "ask_about_token", lambda *_, **__: SimpleNamespace(status=status))
    assert taken_away._taken(primed([]), "a", cast(Any, SimpleNamespace(token="t"))) is taken


def test_a_role_may_be_cached_twice(done: list[str]) -> None:
    assert [clocks[0].within for clocks in take_away(primed(done), 5)] == [11.0, 6.0, 6.0]


def test_without_a_cache_a_second_is_promised_for_each(done: list[str]) -> None:
    assert [clocks[0].within for clocks in take_away(primed(done), 0)] == [1.0, 1.0, 1.0]
