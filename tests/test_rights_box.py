"""The shipped role on a real API server: enough for a run, and nothing in it that could be left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes.client import ApiClient

from conformance.api_requests import RequestRefused, request
from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.audit import audit_log
from conformance.clusters.kubebox.box import Box
from conformance.errors import ConformanceError, RightMissing
from conformance.exit_codes import ExitCode
from conformance.report import read_run
from conformance.rights.audit_log import used_by
from conformance.rights.preflight import OPTIONAL, refuse_without_rights
from conformance.rights.reviews import not_allowed
from conformance.rights.right import OF_THE_CLUSTER, Right
from conformance.rights.roles import ACCOUNT, CLUSTER, objects_in, rights_in
from tests.account_of_role import account_of_role
from tests.front_door import toxw
from tests.thrown_away_box import thrown_away_box
from verbs._rbac_runs import IMAGES

pytestmark = pytest.mark.box

RBAC_API = "/apis/rbac.authorization.k8s.io/v1"
ACCOUNTS = f"/api/v1/namespaces/{ACCOUNT}/serviceaccounts"
PLACES = {
    "Namespace": "/api/v1/namespaces",
    "ServiceAccount": ACCOUNTS,
    "ClusterRole": f"{RBAC_API}/clusterroles",
    "ClusterRoleBinding": f"{RBAC_API}/clusterrolebindings",
}
USER = f"system:serviceaccount:{ACCOUNT}:{ACCOUNT}"
A_LOOK = Right("list", "clusterrolebindings", group="rbac.authorization.k8s.io")
"""The one thing that is tried without the right: a sign of what provides load balancers, done without."""
WHOLE = "with-all"
SPREAD_S = 120.0
"""Until the API server's authorizer has read forty roles, which takes milliseconds each; ends what hangs."""


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("rights", audit=True) as box:
        yield box


@pytest.fixture(scope="module")
def api(box: Box) -> Iterator[ApiClient]:
    with box.api() as api:
        yield api


@pytest.fixture(scope="module")
def kubeconfig(box: Box, api: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Who has the shipped role and nothing else."""
    for each in objects_in(CLUSTER):
        if each["kind"] in ("Namespace", "ServiceAccount"):
            request(api, "POST", PLACES[each["kind"]], body=each)
    for each in objects_in(CLUSTER):
        if each["kind"] not in ("Namespace", "ServiceAccount"):
            request(api, "POST", PLACES[each["kind"]], body=each)
    return account_of_role(box, api, ACCOUNTS, tmp_path_factory.mktemp("rights"))


def test_a_core_run_needs_no_right_that_the_role_has_not(box: Box, kubeconfig: Path, tmp_path: Path) -> None:
    words = ["--kubeconfig", str(kubeconfig), *IMAGES, "--profile", "core", "--reports", str(tmp_path)]
    ended = toxw("-e", "conformance", "--", *words)
    assert ended.returncode == ExitCode.KEPT, ended.stdout + ended.stderr
    used = used_by(Path(audit_log(box.folder)).read_text(encoding="utf-8").splitlines(), USER)
    assert set(used.forbidden) == {A_LOOK}
    assert set(used.allowed) <= set(rights_in(CLUSTER))


def bound(api: ApiClient, user: str, rights: list[Right]) -> None:
    """Give a user these rights and no others."""
    rules = [
        {
            "apiGroups": [each.group],
            "resources": [each.resource + (f"/{each.subresource}" if each.subresource else "")],
            "verbs": [each.verb],
        }
        for each in rights
    ]
    version = "rbac.authorization.k8s.io/v1"
    role = {"apiVersion": version, "kind": "ClusterRole", "metadata": {"name": user}, "rules": rules}
    request(api, "POST", PLACES["ClusterRole"], body=role)
    binding = {
        "apiVersion": version,
        "kind": "ClusterRoleBinding",
        "metadata": {"name": user},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
    }
    request(api, "POST", PLACES["ClusterRoleBinding"], body=binding)


@pytest.fixture(scope="module")
def users(api: ApiClient) -> dict[str, Right | None]:
    """By user what they lack of the shipped role: one nothing, and one for each right in it."""
    rights = rights_in(CLUSTER)
    users: dict[str, Right | None] = {WHOLE: None}
    users |= {f"without-{number}": right for number, right in enumerate(rights)}
    for user, lacking in users.items():
        bound(api, user, [right for right in rights if right != lacking])
    last = list(users)[-1]
    with_the_last = [each for each in rights if each != users[last]]
    assert readiness.until(lambda: not not_allowed(as_user(api, last), with_the_last), SPREAD_S)
    return users


def as_user(api: ApiClient, user: str) -> ApiClient:
    """Return a client that is somebody else, as an administrator may be."""
    other = ApiClient(api.configuration)
    other.default_headers["Impersonate-User"] = user
    return other


def tried(api: ApiClient, right: Right) -> ConformanceError | None:
    """Send a request that needs `right`, changes nothing and means nobody; return how it was refused."""
    root = f"/apis/{right.group}/v1" if right.group else "/api/v1"
    where = "" if right.resource in OF_THE_CLUSTER else "/namespaces/default"
    collection, name = f"{root}{where}/{right.resource}", "nobodys"
    one = f"{collection}/{name}" + (f"/{right.subresource}" if right.subresource else "")
    dry = [("dryRun", "All")]
    body: dict[str, Any] = {"metadata": {"name": name}}
    asked: dict[str, tuple[str, str, list[tuple[str, str]], Any]] = {
        "create": ("POST", one if right.subresource else collection, dry, body),
        "get": ("GET", one, [], None),
        "list": ("GET", collection, [], None),
        "watch": ("GET", collection, [("watch", "true"), ("timeoutSeconds", "1")], None),
        "update": ("PUT", one, dry, body),
        "patch": ("PATCH", one, dry, {}),
        "delete": ("DELETE", one, dry, None),
        "deletecollection": ("DELETE", collection, [*dry, ("labelSelector", "nobodys=own")], None),
    }
    method, path, query, sent = asked[right.verb]
    try:
        request(api, method, path, query=query, body=sent)
    except json.JSONDecodeError:
        return None
    except (RequestRefused, RightMissing) as refused:
        return refused
    return None


def test_each_right_of_the_role_lets_through_what_nothing_else_in_it_does(
    api: ApiClient, users: dict[str, Right | None]
) -> None:
    for user, lacking in users.items():
        if lacking is not None:
            assert not isinstance(tried(as_user(api, WHOLE), lacking), RightMissing), lacking
            assert isinstance(tried(as_user(api, user), lacking), RightMissing), lacking


def test_the_preflight_tells_who_lacks_what(api: ApiClient, users: dict[str, Right | None]) -> None:
    refuse_without_rights(as_user(api, WHOLE), ())
    for user, lacking in users.items():
        if lacking in OPTIONAL:
            refuse_without_rights(as_user(api, user), ())
        elif lacking is not None:
            with pytest.raises(RightMissing) as caught:
                refuse_without_rights(as_user(api, user), ())
            assert caught.value.message == f"not allowed in every namespace to {lacking}"


def test_a_run_without_a_right_makes_nothing_and_names_it(
    api: ApiClient, kubeconfig: Path, tmp_path: Path
) -> None:
    role = f"{PLACES['ClusterRole']}/{ACCOUNT}"
    found = request(api, "GET", role).content
    fewer = [rule for rule in found["rules"] if rule["resources"] != ["serviceaccounts"]]
    request(api, "PATCH", role, body={"rules": fewer})
    words = ["--kubeconfig", str(kubeconfig), *IMAGES, "--profile", "core", "--reports", str(tmp_path)]
    try:
        ended = toxw("-e", "conformance", "--", *words)
    finally:
        request(api, "PATCH", role, body={"rules": found["rules"]})
    assert ended.returncode == ExitCode.UNKNOWN, ended.stdout + ended.stderr
    line = "not allowed in every namespace to get serviceaccounts: `kubectl apply -f rbac/cluster` gives it"
    assert line in ended.stdout
    assert read_run(tmp_path / "latest").scenarios == []
    namespaces = request(api, "GET", PLACES["Namespace"]).content["items"]
    made = read_run(tmp_path / "latest").run_id
    assert not [each for each in namespaces if each["metadata"]["name"].startswith(made)]
