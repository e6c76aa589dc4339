"""What a site's admission refuses is known before the first object is made, and nothing else is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import stack_maker as module
from conformance.deploy import try_admission
from conformance.errors import CredentialsRefused, EnvironmentFault
from conformance.manifests import Changes, prepare, read_manifests
from conformance.options import FOLDERS
from conformance.stack import RUN_LABEL
from conformance.stack_maker import StackMaker
from tests.played_api import created, played_api, recorded
from tests.played_http import Asked, Reply
from tests.report_records import run
from tests.test_stack_maker import maker

PREPARED = prepare(read_manifests(FOLDERS["blog"]), Changes("here", {RUN_LABEL: "run-1"}))
OF_THE_SITE = ("quota", "pod-security", "policy", "webhook-failed")
OF_THE_MANIFEST = ("unknown-field", "invalid", "wrong-type", "exists", "not-found")


def refused_for_pods(name: str) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        return recorded(name) if "/pods" in asked.path else created(asked)

    return answer


def test_every_object_is_sent_and_a_pod_of_each_template_and_nothing_is_stored() -> None:
    with played_api() as (api, server):
        try_admission(api, PREPARED, "here")
    assert [asked.body["kind"] for asked in server.asked] == [
        "Pod",
        "Service",
        "ReplicationController",
        "Pod",
        "Service",
    ]
    assert all(
        "dryRun=All" in asked.path and "fieldValidation=Strict" in asked.path for asked in server.asked
    )
    made = server.asked[3].body
    template = PREPARED.manifests[2].content["spec"]["template"]
    assert made["spec"] == template["spec"]
    assert made["metadata"] == {**template["metadata"], "generateName": "keystone-rc-"}


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_what_the_site_refuses_is_unknown_in_its_own_words(name: str) -> None:
    with played_api(refused_for_pods(name)) as (api, _), pytest.raises(EnvironmentFault) as caught:
        try_admission(api, PREPARED, "here")
    assert recorded(name).body["message"] in caught.value.message
    assert caught.value.message.startswith("Pod keystone-db")
    assert caught.value.remedy


def test_a_policy_for_pods_is_met_by_those_that_a_controller_is_to_make() -> None:
    def answer(asked: Asked) -> Reply:
        is_made = asked.body["kind"] == "Pod" and "generateName" in asked.body["metadata"]
        return recorded("pod-security") if is_made else created(asked)

    with played_api(answer) as (api, _), pytest.raises(EnvironmentFault) as caught:
        try_admission(api, PREPARED, "here")
    assert caught.value.message.startswith("a pod of ReplicationController keystone-rc")


@pytest.mark.parametrize("name", OF_THE_MANIFEST)
def test_what_is_wrong_with_a_manifest_is_left_to_its_creation(name: str) -> None:
    with played_api(refused_for_pods(name)) as (api, server):
        try_admission(api, PREPARED, "here")
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    "words",
    [
        'admission webhook "hook.example.test" does not support dry run',
        'pods "a" is forbidden: error looking up service account here/keystone: serviceaccount not found',
    ],
)
def test_a_webhook_without_dry_run_and_an_account_that_is_not_there_yet_tell_nothing(words: str) -> None:
    with played_api(lambda _: Reply(400, {"message": words})) as (api, server):
        try_admission(api, PREPARED, "here")
    assert len(server.asked) == 5


def test_a_right_that_is_missing_is_no_policy() -> None:
    with played_api(refused_for_pods("no-right")) as (api, _), pytest.raises(CredentialsRefused):
        try_admission(api, PREPARED, "here")


@pytest.fixture
def asked_to_go(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a namespace and its account be made; return which are asked to go."""
    going: list[str] = []
    monkeypatch.setattr(module, "create_namespace", lambda *_, **__: None)
    monkeypatch.setattr(module, "request_teardown", lambda _, name, _timeout: going.append(name))
    watch = SimpleNamespace(start=lambda: None, close=lambda: None)
    monkeypatch.setattr(
        module, "NamespaceWatch", lambda _api, name, _saw: SimpleNamespace(namespace=name, **vars(watch))
    )
    monkeypatch.setattr(StackMaker, "_await_account", lambda *_: None)
    monkeypatch.setattr(StackMaker, "_changes", lambda _, name: Changes(name))
    return going


def making(cause: str, monkeypatch: pytest.MonkeyPatch) -> StackMaker:
    """Return a maker whose every dry run ends in `cause`."""

    def refuse(*_: object) -> None:
        raise EnvironmentFault("Pod a: refused", cause=cause)

    monkeypatch.setattr(module, "try_admission", refuse)
    made = maker()
    made.lease = cast(Any, SimpleNamespace(hold=lambda _: None))
    made.inputs = cast(Any, SimpleNamespace(**vars(made.inputs), manifests=read_manifests(Path("manifests"))))
    return made


def test_once_refused_no_namespace_is_made_again(
    asked_to_go: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = making("policy-refused", monkeypatch)
    for purpose in ("looked-at-1", "own-2"):
        with pytest.raises(EnvironmentFault, match="Pod a: refused"):
            made.make(purpose)
    assert asked_to_go == made.namespaces == [f"{run().run_id}-looked-at-1"]
    assert made.refused == "Pod a: refused"


def test_a_webhook_that_failed_may_answer_the_next_time(
    asked_to_go: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = making("webhook-failed", monkeypatch)
    for purpose in ("looked-at-1", "own-2"):
        with pytest.raises(EnvironmentFault):
            made.make(purpose)
    assert len(asked_to_go) == 2
