from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.deploy import deploy
from conformance.errors import BadInput
from conformance.manifests import Changes, admin_service, own_admin_service, prepare, read_manifests
from conformance.manifests.objects import read_objects
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.stack import EXPECTED, RUN_LABEL, Role
from tests.played_api import played_api

MANIFESTS = Path(__file__).parent.parent / "manifests"
CHANGES = Changes("here", {RUN_LABEL: "run-1"}, source_ranges=("198.18.0.0/24",))


@pytest.mark.parametrize("folder", [MANIFESTS, MANIFESTS / "hardened"])
def test_the_admin_service_selects_the_sets_replicas_in_the_runs_namespace(folder: Path) -> None:
    prepared = prepare(read_manifests(folder), CHANGES)
    before = copy.deepcopy([each.content for each in prepared.manifests])
    (service,) = admin_service(prepared).manifests
    assert service.content == {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "keystone-admin",
            "namespace": "here",
            "labels": {"name": "keystone-admin", RUN_LABEL: "run-1"},
        },
        "spec": {
            "type": "LoadBalancer",
            "ports": [{"port": EXPECTED.admin_port, "targetPort": EXPECTED.admin_port, "protocol": "TCP"}],
            "selector": {"name": "keystone"},
            "loadBalancerSourceRanges": ["198.18.0.0/24"],
        },
    }
    assert [each.content for each in prepared.manifests] == before


def test_as_it_stands_it_fits_the_blogs_set() -> None:
    (service,) = admin_service(read_manifests(MANIFESTS)).manifests
    (written,) = read_objects(ADMIN_SERVICE)
    assert service.content == written.content


def test_labels_and_load_balancer_of_a_users_own_set_are_taken_over() -> None:
    prepared = copy.deepcopy(prepare(read_manifests(MANIFESTS), CHANGES))
    prepared = replace(prepared, names=replace(prepared.names, replica_labels={"app": "identity"}))
    public = prepared.of(Role.PUBLIC_SERVICE).content
    public["spec"]["loadBalancerClass"] = "example.test/inside"
    public["metadata"]["annotations"] = {"example.test/tier": "low"}
    (service,) = admin_service(prepared).manifests
    assert service.content["spec"]["selector"] == {"app": "identity"}
    assert service.content["spec"]["loadBalancerClass"] == "example.test/inside"
    assert service.content["metadata"]["annotations"] == {"example.test/tier": "low"}


def test_it_is_deployed_alone() -> None:
    service = admin_service(prepare(read_manifests(MANIFESTS), CHANGES))
    with played_api() as (api, server):
        assert list(deploy(api, service, "here").uids) == ["Service/keystone-admin"]
    assert len(server.asked) == 1


def test_a_set_may_bring_its_own(tmp_path: Path) -> None:
    for file in (*MANIFESTS.glob("*.yaml"), ADMIN_SERVICE):
        shutil.copy(file, tmp_path)
    assert own_admin_service(read_manifests(tmp_path)) == "keystone-admin"
    assert own_admin_service(read_manifests(MANIFESTS)) is None


@pytest.mark.parametrize(
    ("text", "found"), [("", "nothing"), ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", "Pod a")]
)
def test_a_file_that_is_no_service_is_refused(tmp_path: Path, text: str, found: str) -> None:
    file = tmp_path / "service.yaml"
    file.write_text(text)
    with pytest.raises(BadInput, match=rf"^service\.yaml holds {found}.*: it must hold one Service$"):
        admin_service(read_manifests(MANIFESTS), file)
