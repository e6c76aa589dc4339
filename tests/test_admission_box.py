"""Policies of a site on a real API server: a run is refused at once, in their words, and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.box import Box
from conformance.deploy import create_namespace, default_service_account, try_admission
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.judgement import Kept
from conformance.manifests import Changes, prepare, read_manifests
from conformance.options import FOLDERS
from conformance.report import read_run
from conformance.stack import RUN_LABEL
from conformance.verdict import Verdict
from tests.front_door import toxw
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box

POLICIES = "/apis/admissionregistration.k8s.io/v1"
BY_DIGEST = "images are named by digest here"
TAKES_EFFECT_S = 120.0
"""A policy's informer and its bindings' are read once a second or so; ends what hangs."""
RUN = "20260101-000000-dddddd"


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("admission") as box:
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> Iterator[ApiClient]:
    with box.api() as api:
        yield api


def ready_namespace(api: ApiClient, purpose: str) -> str:
    name = create_namespace(api, RUN, purpose).name
    assert readiness.until(lambda: isinstance(default_service_account(api, name), Kept), TAKES_EFFECT_S)
    return name


def refusal(api: ApiClient, namespace: str, manifests: str = "blog") -> str:
    """Return how a dry run of a set in that namespace is refused; empty where it is not."""
    changes = Changes(namespace, {RUN_LABEL: RUN})
    try:
        try_admission(api, prepare(read_manifests(FOLDERS[manifests]), changes), namespace)
    except EnvironmentFault as refused:
        return refused.message
    return ""


def contents(api: ApiClient, namespace: str) -> list[Any]:
    kinds = ("pods", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims")
    return [
        item
        for kind in kinds
        for item in request(api, "GET", f"{NAMESPACES}/{namespace}/{kind}").content["items"]
    ]


def test_a_healthy_site_takes_both_sets_and_a_dry_run_leaves_nothing(api: ApiClient) -> None:
    namespace = ready_namespace(api, "dry-1")
    assert refusal(api, namespace) == ""
    assert refusal(api, namespace, "hardened") == ""
    assert contents(api, namespace) == []


def test_a_quota_that_asks_for_limits_is_quoted(api: ApiClient) -> None:
    namespace = ready_namespace(api, "dry-2")
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "team"},
        "spec": {"hard": {"limits.memory": "4Gi", "services.loadbalancers": "0"}},
    }
    request(api, "POST", f"{NAMESPACES}/{namespace}/resourcequotas", body=quota)
    assert readiness.until(
        lambda: "failed quota: team: must specify limits.memory" in refusal(api, namespace), TAKES_EFFECT_S
    )
    assert refusal(api, namespace).startswith("Pod keystone-db")


def refused_run(box: Box, reports: Path, *words: str) -> Any:
    """Return the record of a run that ends as unknown, with nothing of it left on the box."""
    asked = ["--box", box.name, "--profile", "core", "--only", "pods_1,pods_2"]
    asked += ["--reports", str(reports), *words]
    ended = toxw("-e", "conformance", "--", *asked)
    assert ended.returncode == ExitCode.UNKNOWN, ended.stdout + ended.stderr
    record = read_run(reports / "latest")
    (first,) = record.scenarios
    assert (first.identifier, first.verdict) == ("pods_1", Verdict.UNKNOWN)
    assert record.faults == [f"no other promise was begun: {first.reason}"]
    assert "pods_2" in record.required_not_run
    assert record.left_behind == []
    with box.api() as api:
        there = [each["metadata"]["name"] for each in request(api, "GET", NAMESPACES).content["items"]]
    assert not [name for name in there if name.startswith(record.run_id)]
    return record


def test_pod_security_is_quoted(box: Box, tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text(
        '[environments.strict.objects.labels]\n"pod-security.kubernetes.io/enforce" = "restricted"\n',
        encoding="utf-8",
    )
    record = refused_run(box, tmp_path / "reports", "--config", str(file), "--environment", "strict")
    said = record.scenarios[0].reason
    assert 'refused by PodSecurity: pods "keystone-db" is forbidden: violates PodSecurity "restricted' in said


def test_a_policy_that_asks_for_digests_is_quoted(box: Box, api: ApiClient, tmp_path: Path) -> None:
    policy = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "by-digest"},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "resourceRules": [
                    {
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "operations": ["CREATE"],
                        "resources": ["pods"],
                    }
                ]
            },
            "validations": [
                {
                    "expression": "object.spec.containers.all(each, each.image.contains('@sha256:'))",
                    "message": BY_DIGEST,
                }
            ],
        },
    }
    binding = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "by-digest"},
        "spec": {"policyName": "by-digest", "validationActions": ["Deny"]},
    }
    namespace = ready_namespace(api, "dry-3")
    request(api, "POST", f"{POLICIES}/validatingadmissionpolicies", body=policy)
    request(api, "POST", f"{POLICIES}/validatingadmissionpolicybindings", body=binding)
    try:
        assert readiness.until(lambda: BY_DIGEST in refusal(api, namespace), TAKES_EFFECT_S)
        record = refused_run(box, tmp_path)
    finally:
        request(api, "DELETE", f"{POLICIES}/validatingadmissionpolicybindings/by-digest")
        request(api, "DELETE", f"{POLICIES}/validatingadmissionpolicies/by-digest")
    said = record.scenarios[0].reason
    assert 'refused by the site\'s policy: pods "keystone-db" is forbidden: ValidatingAdmissionPolicy' in said
