from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.manifests import read_manifests
from conformance.manifests.kubernetes_yaml import documents_of
from conformance.stack import EXPECTED, Role
from conformance.wholeness import further_pods

BLOGS_OWN = Path(__file__).parent.parent / "manifests"
AS_PUBLISHED = """\
# keystone-rc.yaml
apiVersion: v1
kind: ReplicationController
metadata:
  name: keystone-rc
  spec:
    replicas: 3
      selector:
      name: keystone
      template:
        metadata:
          labels:
            name: keystone
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in BLOGS_OWN.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_manifests(folder)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_the_blogs_set_is_read_in_the_blogs_order() -> None:
    found = read_manifests(BLOGS_OWN)
    assert [str(manifest) for manifest in found.manifests] == [
        "Pod keystone-db (keystone-db.yaml, line 2)",
        "Service db (keystone-db-service.yaml, line 2)",
        "ReplicationController keystone-rc (keystone-rc.yaml, line 2)",
        "Service keystone-public (keystone-public-service.yaml, line 2)",
    ]
    assert found.deviations == ()


def test_the_blogs_set_keeps_the_fixed_contract() -> None:
    found = read_manifests(BLOGS_OWN)
    assert found.names.database_service == EXPECTED.database_service
    assert found.names.replicas == EXPECTED.least_replicas
    assert (found.names.keystone_container, found.names.memcached_container) == ("keystone", "memcached")
    assert found.names.replica_selector == "name=keystone"
    keystone, memcached = found.of(Role.CONTROLLER).content["spec"]["template"]["spec"]["containers"]
    assert [port["containerPort"] for port in keystone["ports"]] == [
        EXPECTED.public_port,
        EXPECTED.admin_port,
    ]
    assert keystone["imagePullPolicy"] == EXPECTED.keystone_pull_policy
    assert memcached["ports"][0]["containerPort"] == EXPECTED.memcached_port
    database = found.of(Role.DATABASE).content["spec"]["containers"][0]
    assert database["resources"]["limits"]["cpu"] == 0.5


def test_the_blogs_controller_as_published_is_refused_with_its_remedy(folder: Path) -> None:
    (folder / "keystone-rc.yaml").write_text(AS_PUBLISHED)
    assert refusal(folder) == (
        "keystone-rc.yaml, line 8: not YAML, mapping values are not allowed here: "
        "`selector` is deeper than `replicas: 3` in line 7, which has its value: indent both alike"
    )


def test_missing_files_are_named_together(folder: Path) -> None:
    (folder / "keystone-db.yaml").unlink()
    (folder / "keystone-public-service.yaml").unlink()
    assert refusal(folder) == (
        f"keystone-db.yaml, keystone-public-service.yaml are missing in {folder}: "
        "a set of manifests has the blog's four files"
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "is no folder" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: not YAML, the key 'a' stands twice in one mapping"),
        ("- 1\n- 2\n", "line 1: no Kubernetes object but a list"),
        ("hello\n", "line 1: no Kubernetes object but the text 'hello'"),
        ("kind: Pod\nmetadata: {name: a}\n", "line 1: no Kubernetes object, it has no apiVersion"),
        ("apiVersion: v1\nmetadata: {name: a}\n", "line 1: no Kubernetes object, it has no kind"),
        ("apiVersion: v1\nkind: Pod\nspec: {}\n", "line 1: the Pod has no name"),
        (
            "\n\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n",
            "not made of a Deployment (a)",
        ),
        (
            "apiVersion: v2\nkind: Pod\nmetadata: {name: a}\n",
            "Pod is not of apiVersion v2: write `apiVersion: v1`",
        ),
        ("apiVersion: v1\nkind: List\nitems: 3\n", "line 1: the List's items are no list"),
        (
            "&all\napiVersion: v1\nkind: List\nitems: [*all]\n",
            "line 1: a key or value that JSON cannot hold",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: .nan\n",
            "a key or value that JSON cannot hold",
        ),
        ("apiVersion: v1\n\tkind: Pod\n", "not YAML"),
        ("# nothing here\n", "keystone-db.yaml holds no Pod for the database pod"),
        ("", "keystone-db.yaml holds no Pod for the database pod"),
    ],
)
def test_what_is_no_object_of_a_stack_is_refused(folder: Path, text: str, phrase: str) -> None:
    (folder / "keystone-db.yaml").write_text(text)
    assert phrase in refusal(folder)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "keystone-db.yaml").write_bytes(b"\xff\xfe\x00")
    assert refusal(folder) == "keystone-db.yaml is not UTF-8 (byte 0): save it as UTF-8"


def test_an_object_that_is_there_twice_is_refused(folder: Path) -> None:
    shutil.copy(folder / "keystone-db.yaml", folder / "again.yaml")
    assert "Pod keystone-db is there 2 times (keystone-db.yaml, line 2 and again.yaml, line 2)" in refusal(
        folder
    )


def test_json_lists_anchors_and_several_documents_are_read(folder: Path) -> None:
    (folder / "keystone-db.yaml").unlink()
    (folder / "keystone-db.json").write_text(
        '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod",'
        ' "metadata": {"name": "base"}, "spec": {"containers": [{"name": "m", "image": "mariadb"}]}}]}'
    )
    (folder / "more.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: &l {a: b}, annotations: *l}\n---\n"
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
    )
    found = read_manifests(folder)
    assert [(manifest.role, manifest.kind) for manifest in found.manifests][:3] == [
        (Role.SUPPORT, "Secret"),
        (Role.SUPPORT, "ConfigMap"),
        (Role.DATABASE, "Pod"),
    ]
    assert found.names.database_pod == "base"


def test_roles_follow_what_objects_are_and_not_their_names_or_files(folder: Path) -> None:
    service, public = folder / "keystone-db-service.yaml", folder / "keystone-public-service.yaml"
    texts = service.read_text(), public.read_text().replace("keystone-public", "front")
    public.write_text(texts[0])
    service.write_text(texts[1])
    names = read_manifests(folder).names
    assert (names.database_service, names.public_service) == ("db", "front")


def test_a_set_that_breaks_the_contract_is_read_all_the_same(folder: Path) -> None:
    controller = folder / "keystone-rc.yaml"
    broken = controller.read_text().replace("replicas: 3", "replicas: 1").replace("5000", "5001")
    controller.write_text(broken)
    service = folder / "keystone-db-service.yaml"
    service.write_text(service.read_text().replace("  name: db\n", "  name: database\n"))
    names = read_manifests(folder).names
    assert (names.replicas, names.database_service, names.keystone_container) == (1, "database", "keystone")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", True),
        ("n", False),
        ("0644", 420),
        ("12:30", "12:30"),
        ("1:30.5", "1:30.5"),
        ("2015-11-06", "2015-11-06"),
        ("1e3", 1000.0),
        ("0.5", 0.5),
        ("'yes'", "yes"),
        ("09", "09"),
        ("~", None),
    ],
)
def test_scalars_are_read_as_kubernetes_reads_them(written: str, read: object) -> None:
    (document,) = documents_of(f"value: {written}\n")
    assert document.content == {"value": read}
    assert type(document.content["value"]) is type(read)


def test_a_pod_beside_the_stack_is_one_that_the_set_asks_for(folder: Path) -> None:
    """It had been awaited to go before a disturbed stack counted as whole again."""
    assert further_pods(read_manifests(folder)) == []
    (folder / "debug.yaml").write_text(
        "{apiVersion: v1, kind: Pod, metadata: {name: debug}, "
        "spec: {containers: [{name: debug, image: 'debian:13'}]}}\n"
    )
    assert further_pods(read_manifests(folder)) == ["debug"]
