"""Requests that bound themselves take the run's patience, which `--patience` changes."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.administrator import administrator_at, administrator_refused_at
from conformance.answering import answer_of
from conformance.disrupt import end_main_process, half_make_schema
from conformance.errors import InternalError
from conformance.identity import OwnDomain, refused_sign_in, sign_in, status_of_token
from conformance.identity.plain_requests import ask_about_token, ask_for_token, ask_with_token, revoke_token
from conformance.inside import (
    Output,
    answers_queries,
    database_connection,
    environment_of,
    query,
    refusal_of,
    run_inside,
    schema_check,
)
from conformance.inside.http import ask_from_inside
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.options import SUITE_FOLDER
from conformance.patience import BOUNDS, Patience
from conformance.reach import Answer
from conformance.run import Run
from conformance.wait import Waiter
from steps import database, versions
from steps import schema as sentences
from tests.played_keystone import PASSWORD, played_keystone
from tests.test_identity_own_domain import Furnishable

PATIENCE = Patience.for_cluster(kubebox=True).with_overrides(
    ["sign-in=7", "schema-check=9", "exec=3", "answer=4"]
)


def stack() -> LiveStack:
    shown = SimpleNamespace(
        api=None,
        namespace="here",
        names=SimpleNamespace(keystone_container="keystone", database_container="mariadb"),
        credentials=SimpleNamespace(admin_password=PASSWORD),
        waiter=Waiter(None, PATIENCE),
    )
    return cast(LiveStack, shown)


def test_the_administrator_and_the_users_made_sign_in_within_the_runs_patience() -> None:
    with played_keystone(Furnishable()) as server:
        operator = administrator_at(stack(), server.url)
        user = OwnDomain.create(operator, "token-7").add_user("user")
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


def test_a_command_is_run_within_the_runs_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(database, "run_inside", lambda *said: asked.append(said))
    database.command_is_run(stack(), cast(PodView, SimpleNamespace(name="base")))
    assert asked == [(None, "here", "base", "mariadb", ["cat", "/etc/hostname"], 3)]


def test_an_answer_may_take_the_runs_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def answer(url: str, timeout: float, **_: Any) -> Answer:
        asked.append((url, timeout))
        return Answer(url, 200, {}, {}, "req-1", 0.1)

    monkeypatch.setattr("conformance.answering.ask", answer)
    run = SimpleNamespace(patience=PATIENCE.__getitem__, recorder=SimpleNamespace(saw=lambda **_: None))
    versions.v3_is_asked_for({"a": "http://a"}, cast(Run, run))
    assert asked == [("http://a/v3", 4)]


@pytest.mark.parametrize(
    "asks",
    [
        sign_in,
        refused_sign_in,
        schema_check,
        run_inside,
        environment_of,
        database_connection,
        query,
        refusal_of,
        answers_queries,
        ask_from_inside,
        end_main_process,
        half_make_schema,
        answer_of,
        ask_for_token,
        ask_about_token,
        ask_with_token,
        revoke_token,
        status_of_token,
    ],
)
def test_none_of_them_has_a_bound_of_its_own(asks: Any) -> None:
    assert inspect.signature(asks).parameters["timeout"].default is inspect.Parameter.empty


def test_each_bound_is_asked_for_by_name() -> None:
    folders = [SUITE_FOLDER / name for name in ("conformance", "steps")]
    files = [file for folder in folders for file in folder.rglob("*.py") if file.name != "bounds.py"]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    # the API's clients are made before the options are read: api_patience counts refusals
    assert [event for event in BOUNDS if f'"{event}"' not in code] == ["api-answers"]


def test_an_event_without_a_bound_is_a_defect() -> None:
    with pytest.raises(InternalError, match="no patience is called 'sing-in'"):
        Waiter(None, PATIENCE).patience("sing-in")
