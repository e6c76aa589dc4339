from __future__ import annotations

from pathlib import Path

import pytest

from conformance.deploy.objects import PLACES
from conformance.manifests import read_manifests
from conformance.options import FOLDERS
from conformance.stack import Role
from sabotage.changes import WRAPPERS, append, drop, env, put, several, wrapped
from sabotage.healthy import HEALTHY
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutant import HealthyVariant, Mutant
from sabotage.mutants import MUTANTS

BLOG = FOLDERS["blog"]


@pytest.fixture
def objects() -> ManifestObjects:
    return ManifestObjects(BLOG)


def test_what_is_not_changed_is_written_as_it_was(objects: ManifestObjects, tmp_path: Path) -> None:
    written = read_manifests(objects.write(tmp_path / "set"))
    original = read_manifests(BLOG)
    assert [(m.role, m.content) for m in written.manifests] == [
        (m.role, m.content) for m in original.manifests
    ]


def test_the_set_itself_is_never_changed(objects: ManifestObjects) -> None:
    objects.controller["spec"]["replicas"] = 7
    assert ManifestObjects(BLOG).controller["spec"]["replicas"] == 3


def test_put_sets_and_makes_what_leads_there(objects: ManifestObjects) -> None:
    several(put("controller.spec.replicas", 2), put("keystone.resources.limits.cpu", 1))(objects)
    assert objects.controller["spec"]["replicas"] == 2
    assert objects.keystone["resources"] == {"limits": {"cpu": 1}}


def test_put_takes_positions_of_lists(objects: ManifestObjects) -> None:
    put("db_service.spec.ports.0.targetPort", 3307)(objects)
    assert objects.db_service["spec"]["ports"] == [{"port": 3306, "targetPort": 3307}]


def test_drop_removes_and_says_where_nothing_is(objects: ManifestObjects) -> None:
    drop("template.spec.containers.1")(objects)
    assert [each["name"] for each in objects.template["spec"]["containers"]] == ["keystone"]
    with pytest.raises(KeyError):
        drop("mariadb.livenessProbe")(objects)


def test_append_adds_at_the_end(objects: ManifestObjects) -> None:
    append("database.spec.containers", {"name": "other"})(objects)
    append("keystone.command", "sh")(objects)
    assert [each["name"] for each in objects.database["spec"]["containers"]] == ["keystone-db", "other"]
    assert objects.keystone["command"] == ["sh"]


def test_a_variable_is_there_once(objects: ManifestObjects) -> None:
    env("keystone", "MYSQL_USER", "root")(objects)
    assert [each["value"] for each in objects.keystone["env"] if each["name"] == "MYSQL_USER"] == ["root"]


def test_a_wrapper_is_mounted_and_started(objects: ManifestObjects) -> None:
    wrapped("listens_on_loopback.py")(objects)
    wrapped("deaf_to_sigterm.sh", "memcached", after_entrypoint=False)(objects)
    assert objects.keystone["args"] == ["/opt/keystone/bin/python", "-P", "/sabotage/listens_on_loopback.py"]
    assert objects.memcached["command"] == ["sh", "/sabotage/deaf_to_sigterm.sh"]
    volumes = [volume["name"] for volume in objects.template["spec"]["volumes"]]
    assert volumes == [content["metadata"]["name"] for content in objects.supporting]


def test_files_are_renamed_and_written_as_their_ending_says(objects: ManifestObjects) -> None:
    objects.rename("keystone-rc.yaml", "keystone-rc.json")
    assert objects.file_of(Role.CONTROLLER) == "keystone-rc.json"
    assert objects.written()["keystone-rc.json"].startswith("{")


def test_a_text_stands_as_it_is(objects: ManifestObjects) -> None:
    objects.text("keystone-rc.yaml", "# mine\n")
    assert objects.written()["keystone-rc.yaml"] == "# mine\n"


EVERY: tuple[Mutant | HealthyVariant, ...] = (*MUTANTS, *HEALTHY)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_each_of_them_differs_from_its_set_and_can_be_read(
    one: Mutant | HealthyVariant, tmp_path: Path
) -> None:
    objects = ManifestObjects(FOLDERS[one.manifest_set])
    before = objects.written()
    one.change(objects)
    # a box of several nodes is dear: one mutant may have both
    assert (objects.written() != before) is (one.fault is None or one.fault.nodes > 1)
    written = read_manifests(objects.write(tmp_path / "set"))
    assert {manifest.kind for manifest in written.manifests} <= set(PLACES)


def test_anchors_are_anchors_and_json_is_json() -> None:
    texts = {}
    for variant in HEALTHY:
        objects = ManifestObjects(BLOG)
        variant.change(objects)
        texts[variant.name] = objects.written()
    assert "&id001" in texts["yml-endings-and-anchors"]["keystone-rc.yml"]
    assert all(name.endswith(".json") for name in texts["json-manifests"])


def test_no_wrapper_is_without_its_mutant() -> None:
    texts = ""
    for mutant in MUTANTS:
        objects = ManifestObjects(FOLDERS[mutant.manifest_set])
        mutant.change(objects)
        texts += " ".join(str(content["data"]) for content in objects.supporting if "data" in content)
    assert [
        path.name for path in sorted(WRAPPERS.iterdir()) if path.is_file() and path.name not in texts
    ] == []
