from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.credentials import BLOG, random_credentials
from conformance.image_reference import parse_image
from conformance.manifests import Changes, ManifestSet, credentials_of, prepare, read_manifests
from conformance.stack import RUN_LABEL, Role

BLOGS_OWN = read_manifests(Path(__file__).parent.parent / "manifests")


def env(manifests: ManifestSet, role: Role) -> dict[str, Any]:
    spec = manifests.of(role).content["spec"]
    spec = spec["template"]["spec"] if role is Role.CONTROLLER else spec
    return {entry["name"]: entry.get("value") for entry in spec["containers"][0]["env"]}


def with_content(role: Role, old: str, new: str) -> ManifestSet:
    """The blog's set with one variable's value replaced."""

    def mended(content: dict[str, Any]) -> dict[str, Any]:
        content = copy.deepcopy(content)
        for entry in content["spec"]["template"]["spec"]["containers"][0]["env"]:
            if entry["name"] == old:
                entry["value"] = new
        return content

    return replace(
        BLOGS_OWN,
        manifests=tuple(
            replace(one, content=mended(one.content)) if one.role is role else one
            for one in BLOGS_OWN.manifests
        ),
    )


def test_namespace_and_labels_go_on_every_object_and_on_no_template() -> None:
    before = copy.deepcopy([manifest.content for manifest in BLOGS_OWN.manifests])
    found = prepare(BLOGS_OWN, Changes("here", {RUN_LABEL: "run-1"}))
    for manifest in found.manifests:
        assert manifest.content["metadata"]["namespace"] == "here"
        assert manifest.content["metadata"]["labels"][RUN_LABEL] == "run-1"
    controller = found.of(Role.CONTROLLER).content
    assert controller["metadata"]["labels"]["name"] == "keystone"
    assert controller["spec"]["template"]["metadata"]["labels"] == {"name": "keystone"}
    assert found.deviations == ("every object: the namespace of the run", f"every object: labels {RUN_LABEL}")
    assert [manifest.content for manifest in BLOGS_OWN.manifests] == before


def test_images_are_replaced_where_they_differ_and_said() -> None:
    changes = Changes(
        "here",
        keystone_image=parse_image("example.test/keystone:30"),
        database_image=parse_image("mariadb"),
        memcached_image=parse_image("memcached:1.6"),
    )
    found = prepare(BLOGS_OWN, changes)
    keystone, memcached = found.of(Role.CONTROLLER).content["spec"]["template"]["spec"]["containers"]
    assert (keystone["image"], memcached["image"]) == ("example.test/keystone:30", "memcached:1.6")
    assert found.deviations[1:] == (
        "keystone image: example.test/keystone:30 in place of bodepd/keystone",
        "memcached image: memcached:1.6 in place of memcached",
    )


def test_pull_secret_and_source_ranges() -> None:
    found = prepare(BLOGS_OWN, Changes("here", pull_secrets=("pull",), source_ranges=("198.18.0.0/24",)))
    template = found.of(Role.CONTROLLER).content["spec"]["template"]["spec"]
    assert template["imagePullSecrets"] == [{"name": "pull"}]
    assert found.of(Role.DATABASE).content["spec"]["imagePullSecrets"] == [{"name": "pull"}]
    assert found.of(Role.PUBLIC_SERVICE).content["spec"]["loadBalancerSourceRanges"] == ["198.18.0.0/24"]
    assert found.deviations[-2:] == (
        "every pod: image pull secret pull",
        "public service: reached from 198.18.0.0/24 only",
    )


def test_the_blogs_manifests_carry_the_blogs_credentials() -> None:
    assert credentials_of(BLOGS_OWN) == BLOG


def test_random_credentials_are_put_everywhere_and_never_said() -> None:
    fresh = random_credentials()
    found = prepare(BLOGS_OWN, Changes("here", credentials=fresh))
    assert env(found, Role.DATABASE)["MYSQL_PASSWORD"] == fresh.database_password
    assert env(found, Role.CONTROLLER)["MYSQL_PASSWORD"] == fresh.database_password
    assert env(found, Role.CONTROLLER)["ADMIN_TOKEN"] == fresh.admin_password
    assert credentials_of(found) == fresh
    assert not any(secret in said for secret in fresh.secrets.values() for said in found.deviations)
    assert "keystone controller: ADMIN_TOKEN of this run" in found.deviations


def test_a_password_that_did_not_fit_before_is_not_mended() -> None:
    wrong = with_content(Role.CONTROLLER, "MYSQL_PASSWORD", "mistyped")
    found = prepare(wrong, Changes("here", credentials=random_credentials()))
    assert env(found, Role.CONTROLLER)["MYSQL_PASSWORD"] == "mistyped"
    assert "keystone controller: MYSQL_PASSWORD kept, it differs from the database's" in found.deviations


def test_passwords_in_a_secret_of_the_set_are_read_and_replaced(tmp_path: Path) -> None:
    for file in BLOGS_OWN.folder.glob("*.yaml"):
        text = file.read_text()
        for variable in ("MYSQL_PASSWORD", "ADMIN_TOKEN"):
            value = {"MYSQL_PASSWORD": "keystone", "ADMIN_TOKEN": "token123"}[variable]
            for depth in (10, 14):
                pad = " " * depth
                text = text.replace(
                    f"name: {variable}\n{pad}value: {value}\n",
                    f"name: {variable}\n{pad}valueFrom: {{secretKeyRef: {{name: s, key: {variable}}}}}\n",
                )
        (tmp_path / file.name).write_text(text)
    (tmp_path / "secret.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {MYSQL_PASSWORD: of-secret}\n"
        "data: {ADMIN_TOKEN: b2YtZGF0YQ==}\n"
    )
    found = read_manifests(tmp_path)
    assert credentials_of(found).database_password == "of-secret"
    assert credentials_of(found).admin_password == "of-data"
    fresh = random_credentials()
    changed = prepare(found, Changes("here", credentials=fresh))
    assert credentials_of(changed) == fresh
    (secret,) = (one for one in changed.manifests if one.kind == "Secret")
    assert secret.content["stringData"]["ADMIN_TOKEN"] == fresh.admin_password
    assert secret.content["data"] == {}
