"""Requests that bound themselves take the run's patience, which `--patience` changes."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.administrator import administrator_at, administrator_refused_at
from conformance.errors import InternalError
from conformance.identity import OwnDomain, refused_sign_in, sign_in
from conformance.inside import Output, schema_check
from conformance.live_stack import LiveStack
from conformance.patience import Patience
from conformance.wait import Waiter
from steps import schema as sentences
from tests.played_keystone import PASSWORD, played_keystone
from tests.test_identity_own_domain import Furnishable

PATIENCE = Patience.for_cluster(kubebox=True).with_overrides(["sign-in=7", "schema-check=9"])


def stack() -> LiveStack:
    shown = SimpleNamespace(
        api=None,
        namespace="here",
        names=SimpleNamespace(keystone_container="keystone"),
        credentials=SimpleNamespace(admin_password=PASSWORD),
        waiter=Waiter(None, PATIENCE),
    )
    return cast(LiveStack, shown)


def test_the_administrator_and_the_users_made_sign_in_within_the_runs_patience() -> None:
    with played_keystone(Furnishable()) as server:
        operator = administrator_at(stack(), server.url)
        user = OwnDomain.create(operator, "token-7", lambda value: value).add_user("user")
    assert (operator.timeout, user.timeout) == (7, 7)


def test_a_wrong_password_is_refused_within_the_runs_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        "conformance.administrator.refused_sign_in", lambda *said, timeout: asked.append((*said, timeout))
    )
    administrator_refused_at(stack(), "http://keystone")
    assert asked == [("http://keystone", f"{PASSWORD}x", 7)]


def test_the_schema_is_checked_within_the_runs_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def check(*said: Any) -> Output:
        asked.append(said)
        return Output("", "", 0, 0.0)

    monkeypatch.setattr(sentences, "schema_check", check)
    sentences.schema_is_checked(stack(), {"a": "http://a"})
    assert asked == [(None, "here", "a", "keystone", 9)]


@pytest.mark.parametrize("asks", [sign_in, refused_sign_in, schema_check])
def test_none_of_them_has_a_bound_of_its_own(asks: Any) -> None:
    assert inspect.signature(asks).parameters["timeout"].default is inspect.Parameter.empty


def test_an_event_without_a_bound_is_a_defect() -> None:
    with pytest.raises(InternalError, match="no patience is called 'sing-in'"):
        Waiter(None, PATIENCE).patience("sing-in")
