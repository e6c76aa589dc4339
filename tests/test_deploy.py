from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from conformance.api_requests import RequestRefused, refusal
from conformance.causes import cause as row_of_cause
from conformance.deploy import (
    copy_pull_secret,
    create_namespace,
    default_service_account,
    deploy,
    parse_pull_secret,
)
from conformance.deploy.objects import not_accepted
from conformance.errors import (
    BadInput,
    ConformanceError,
    CredentialsRefused,
    EnvironmentFault,
    PromiseBroken,
    RightMissing,
)
from conformance.judgement import Kept, NotYet
from conformance.manifests import Changes, prepare, read_manifests
from conformance.redact import held_as
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL, STACK_LABEL
from conformance.verdict import Verdict
from tests.played_api import created, played_api, recorded
from tests.played_http import Asked, Reply

PREPARED = prepare(
    read_manifests(Path(__file__).parent.parent / "manifests"), Changes("here", {RUN_LABEL: "run-1"})
)


def test_a_namespace_carries_the_run_and_the_stack() -> None:
    with played_api() as (api, server):
        made = create_namespace(api, "run-1", "own")
    assert made.name == "run-1-own"
    assert server.asked[0].body["metadata"]["labels"] == {
        RUN_LABEL: "run-1",
        STACK_LABEL: "own",
        MANAGED_LABEL: MANAGED_BY,
    }


def test_objects_are_created_strictly_in_the_blogs_order() -> None:
    with played_api() as (api, server):
        deployed = deploy(api, PREPARED, "here")
    assert [asked.path.partition("?")[0].rpartition("/")[2] for asked in server.asked] == [
        "pods",
        "services",
        "replicationcontrollers",
        "services",
    ]
    assert all("fieldValidation=Strict" in asked.path for asked in server.asked)
    assert list(deployed.uids) == [
        "Pod/keystone-db",
        "Service/db",
        "ReplicationController/keystone-rc",
        "Service/keystone-public",
    ]
    assert deployed.warnings == ()


def test_warnings_are_kept_with_the_object_they_are_about() -> None:
    with played_api(lambda asked: recorded("warning") if "services" in asked.path else created(asked)) as (
        api,
        _,
    ):
        deployed = deploy(api, PREPARED, "here")
    assert deployed.warnings[0].startswith(
        "Service db (keystone-db-service.yaml, line 2): spec.externalIPs is"
    )
    assert len(deployed.warnings) == 2


@pytest.mark.parametrize(
    ("name", "kind", "phrase", "cause"),
    [
        (
            "unknown-field",
            PromiseBroken,
            "manifest not accepted: Pod keystone-db (keystone-db.yaml, line 2): ",
            "",
        ),
        ("invalid", PromiseBroken, "manifest not accepted: ", ""),
        ("wrong-type", PromiseBroken, "manifest not accepted: ", ""),
        ("exists", PromiseBroken, "manifest not accepted: ", ""),
        ("no-right", RightMissing, 'a right is missing: pods is forbidden: User "somebody" cannot', ""),
        ("unauthorized", CredentialsRefused, "does not know the credentials", ""),
        (
            "quota",
            EnvironmentFault,
            "Pod keystone-db (keystone-db.yaml, line 2): quota exceeded: ",
            "quota-exceeded",
        ),
        ("pod-security", EnvironmentFault, "refused by PodSecurity", "pod-security-refused"),
        ("policy", EnvironmentFault, "refused by the site's policy", "policy-refused"),
        ("webhook-failed", EnvironmentFault, "an admission webhook failed", "webhook-failed"),
        ("terminating", EnvironmentFault, "because it is being terminated", "creation-failed"),
    ],
)
def test_each_refusal_has_its_verdict(
    name: str, kind: type[ConformanceError], phrase: str, cause: str
) -> None:
    with played_api(lambda _: recorded(name)) as (api, _), pytest.raises(ConformanceError) as caught:
        deploy(api, PREPARED, "here")
    assert type(caught.value) is kind
    assert phrase in caught.value.message
    assert "\n" not in caught.value.message
    assert getattr(caught.value, "cause", "") == cause


@pytest.mark.parametrize(
    ("status", "words", "phrase"),
    [
        (404, 'namespaces "here" not found', "its namespace is gone"),
        (409, 'Operation cannot be fulfilled on resourcequotas "q": modified', "the quota was not counted"),
    ],
)
def test_what_others_did_to_the_namespace_is_no_fault_of_the_manifest(
    status: int, words: str, phrase: str
) -> None:
    error = refusal("POST pods", status, json.dumps({"kind": "Status", "reason": "x", "message": words}))
    assert isinstance(error, RequestRefused)
    told = not_accepted(next(iter(PREPARED.manifests)), error)
    assert isinstance(told, EnvironmentFault)
    assert phrase in told.message


def test_a_busy_server_is_no_broken_promise() -> None:
    busy = Reply(429, {"kind": "Status", "reason": "TooManyRequests", "message": "please try again later"})
    with played_api(lambda _: busy) as (api, _), pytest.raises(EnvironmentFault, match="try again later"):
        deploy(api, PREPARED, "here")


def test_the_service_account_is_awaited_only_while_it_is_missing() -> None:
    with played_api(lambda _: recorded("not-found")) as (api, _):
        missing = default_service_account(api, "here")
        assert isinstance(missing, NotYet)
        # Nothing of the product is there yet.
        assert row_of_cause(missing.cause).verdict is Verdict.UNKNOWN
    with played_api(created) as (api, _):
        assert isinstance(default_service_account(api, "here"), Kept)
    with played_api(lambda _: recorded("no-right")) as (api, _), pytest.raises(CredentialsRefused):
        default_service_account(api, "here")


def docker_config(folder: Path, content: object) -> Path:
    file = folder / "config.json"
    file.write_text(json.dumps(content))
    return file


def test_a_pull_secret_from_a_file_is_copied_and_never_shown(tmp_path: Path) -> None:
    auth = base64.b64encode(b"somebody:pass-of-somebody").decode()
    file = docker_config(tmp_path, {"auths": {"example.test": {"auth": auth}}})
    secret = parse_pull_secret(str(file))
    with played_api() as (api, server):
        assert copy_pull_secret(api, secret, "here") == "image-pull"
    assert secret.data not in repr(secret)
    assert held_as("registry-credentials") >= {secret.data, auth}
    assert "pass-of-somebody" in held_as("registry-password")
    assert server.asked[0].body["data"] == {".dockerconfigjson": secret.data}


def test_a_pull_secret_of_the_cluster_is_copied() -> None:
    found = {"metadata": {}, "type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": "eA=="}}

    def answer(asked: Asked) -> Reply:
        return Reply(200, found) if asked.method == "GET" else created(asked)

    with played_api(answer) as (api, server):
        copy_pull_secret(api, parse_pull_secret("elsewhere/pull"), "here")
    assert [asked.path for asked in server.asked] == [
        "/api/v1/namespaces/elsewhere/secrets/pull",
        "/api/v1/namespaces/here/secrets",
    ]
    assert server.asked[1].body["data"] == found["data"]
    assert "eA==" in held_as("registry-credentials")


@pytest.mark.parametrize(
    ("reply", "phrase"),
    [
        (recorded("not-found"), "--image-pull-secret a/b is not in the cluster"),
        (Reply(200, {"type": "Opaque"}), "--image-pull-secret a/b is of type Opaque"),
    ],
)
def test_a_pull_secret_that_cannot_be_copied_is_bad_input(reply: Reply, phrase: str) -> None:
    with played_api(lambda _: reply) as (api, _), pytest.raises(BadInput, match=phrase):
        copy_pull_secret(api, parse_pull_secret("a/b"), "here")


@pytest.mark.parametrize("content", [{}, {"auths": []}, {"auths": {"example.test": {}}}, "text"])
def test_a_file_without_credentials_is_bad_input(tmp_path: Path, content: object) -> None:
    with pytest.raises(BadInput):
        parse_pull_secret(str(docker_config(tmp_path, content)))


def test_what_is_neither_a_file_nor_a_name_is_bad_input() -> None:
    with pytest.raises(BadInput, match="is no file and no NAMESPACE/NAME"):
        parse_pull_secret("just-a-name")
