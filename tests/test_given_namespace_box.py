"""A run by the shipped Role in a namespace that others use: stacks in turn, and nothing of theirs touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT
from typing import Any

import pytest
import yaml
from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.audit import audit_log
from conformance.clusters.kubebox.box import Box
from conformance.deploy import default_service_account
from conformance.deploy.namespace import NAMESPACES
from conformance.exit_codes import ExitCode
from conformance.judgement import Kept
from conformance.lease import LEASES
from conformance.report import read_run
from conformance.rights.audit_log import used_by
from conformance.rights.right import Right
from conformance.rights.roles import ACCOUNT, GIVEN_NAMESPACE, NAMESPACE, objects_in, rights_in
from conformance.stack import RUN_LABEL
from conformance.verdict import Verdict
from tests.account_of_role import account_of_role
from tests.front_door import toxw, toxw_until
from tests.thrown_away_box import thrown_away_box
from verbs._rbac_runs import IMAGES

pytestmark = pytest.mark.box

HANGS_S = 300.0
"""Only ends what hangs."""
GIVEN = "team-a"
HERE = f"{NAMESPACES}/{GIVEN}"
PLACES = {
    "ServiceAccount": f"{HERE}/serviceaccounts",
    "Role": f"/apis/rbac.authorization.k8s.io/v1/namespaces/{GIVEN}/roles",
    "RoleBinding": f"/apis/rbac.authorization.k8s.io/v1/namespaces/{GIVEN}/rolebindings",
}
THEIRS: dict[str, dict[str, Any]] = {
    "services": {
        "metadata": {"name": "shop"},
        "spec": {"selector": {"app": "shop"}, "ports": [{"port": 80}]},
    },
    "configmaps": {"metadata": {"name": "shop", "labels": {RUN_LABEL: "20260101-000000-aaaaaa"}}},
    "pods": {
        "metadata": {"name": "shop", "labels": {"app": "shop"}},
        # Nobody schedules it. On a node that is not there it would be collected as garbage after 40 s: in the
        # midst of a test where the machine is slow.
        "spec": {"containers": [{"name": "shop", "image": "memcached"}], "schedulerName": "nobody"},
    },
}
LOOKS = {
    Right("list", "nodes"),
    Right("list", "pods"),
    Right("list", "services"),
    Right("get", "leases", group="coordination.k8s.io"),
    Right("list", "networkpolicies", group="networking.k8s.io"),
    *(Right("list", kind, group="apps") for kind in ("deployments", "replicasets", "statefulsets")),
}
"""What a run looks for outside of its namespace, or of kinds that its set has not, and does without."""


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("given", audit=True) as box:
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> Iterator[ApiClient]:
    with box.api() as api:
        yield api


@pytest.fixture(scope="module")
def kubeconfig(box: Box, api: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Who has the shipped Role in the given namespace and nothing else; others' objects are there."""
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": GIVEN}}
    request(api, "POST", NAMESPACES, body=body)
    assert readiness.until(lambda: made_by_controllers(api), HANGS_S)
    for each in objects_in(NAMESPACE):
        placed = yaml.safe_load(yaml.safe_dump(each).replace(GIVEN_NAMESPACE, GIVEN))
        request(api, "POST", PLACES[each["kind"]], body=placed)
    for kind, body in THEIRS.items():
        request(api, "POST", f"{HERE}/{kind}", body=body)
    return account_of_role(box, api, PLACES["ServiceAccount"], tmp_path_factory.mktemp("given"))


def made_by_controllers(api: ApiClient) -> bool:
    """Whether the namespace has what each one is given some time after it is made."""
    maps = request(api, "GET", f"{HERE}/configmaps").content["items"]
    has_authority = "kube-root-ca.crt" in {each["metadata"]["name"] for each in maps}
    return has_authority and isinstance(default_service_account(api, GIVEN), Kept)


def there(api: ApiClient) -> dict[str, str]:
    """Return by kind and name the uid of everything in the given namespace that a run could hit."""
    kinds = ("pods", "services", "replicationcontrollers", "configmaps", "secrets", "persistentvolumeclaims")
    found = {
        f"{kind}/{item['metadata']['name']}": item["metadata"]["uid"]
        for kind in kinds
        for item in request(api, "GET", f"{HERE}/{kind}").content["items"]
    }
    leases = request(api, "GET", f"{LEASES}/namespaces/{GIVEN}/leases").content["items"]
    return found | {f"leases/{item['metadata']['name']}": item["metadata"]["uid"] for item in leases}


def words(kubeconfig: Path, reports: Path, *more: str) -> list[str]:
    where = ["--kubeconfig", str(kubeconfig), "--namespace", GIVEN]
    return ["-e", "conformance", "--", *where, *IMAGES, "--reports", str(reports), *more]


def test_two_stacks_in_turn_leave_everything_as_it_was(
    box: Box, api: ApiClient, kubeconfig: Path, tmp_path: Path
) -> None:
    before = there(api)
    # a stack that all look at, then one of the scenario's own
    ended = toxw(*words(kubeconfig, tmp_path, "--profile", "core", "--only", "pods_1,wiring_6"))
    assert ended.returncode == ExitCode.PARTIAL, ended.stdout + ended.stderr
    record = read_run(tmp_path / "latest")
    assert [each.verdict for each in record.scenarios] == [Verdict.KEPT] * 2
    assert record.left_behind == []
    assert there(api) == before
    used = used_by(
        Path(audit_log(box.folder)).read_text(encoding="utf-8").splitlines(),
        f"system:serviceaccount:{GIVEN}:{ACCOUNT}",
    )
    assert set(used.allowed) <= set(rights_in(NAMESPACE))
    assert set(used.forbidden) <= LOOKS


def test_an_interrupted_run_is_swept_in_its_namespace(
    api: ApiClient, kubeconfig: Path, tmp_path: Path
) -> None:
    before = there(api)
    process, said = toxw_until("pods_1", *words(kubeconfig, tmp_path, "--profile", "core"))
    process.send_signal(SIGINT)
    rest, _ = process.communicate(timeout=HANGS_S)
    assert process.returncode == ExitCode.INTERRUPTED, "".join(said) + rest
    last = rest.splitlines()[-1]
    assert last.startswith(
        f"requested but not proven gone: what the run made in {GIVEN}; to prove it: ./toxw"
    )
    swept = toxw(*last.partition("; to prove it: ./toxw ")[2].split())
    assert swept.returncode == ExitCode.KEPT, swept.stdout + swept.stderr
    assert f"what 1 run made in namespace {GIVEN} gone in Kubernetes" in swept.stdout
    assert there(api) == before


def test_what_is_in_the_way_is_named_and_stays(api: ApiClient, kubeconfig: Path, tmp_path: Path) -> None:
    body = {"metadata": {"name": "db"}, "spec": {"ports": [{"port": 3306}]}}
    request(api, "POST", f"{HERE}/services", body=body)
    before = there(api)
    try:
        ended = toxw(*words(kubeconfig, tmp_path, "--profile", "core", "--only", "pods_1"))
        assert there(api) == before
    finally:
        request(api, "DELETE", f"{HERE}/services/db")
    assert ended.returncode == ExitCode.UNKNOWN, ended.stdout + ended.stderr
    assert f"namespace {GIVEN} has service db, which the run would make" in ended.stdout
