"""A set's own variables, wherever they stand: read as the kubelet reads them, and replaced where they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.cache_life import cache_seconds
from conformance.command_line import read_options
from conformance.credentials import BLOG, random_credentials
from conformance.errors import BadInput
from conformance.inputs import read_inputs
from conformance.manifests import Changes, ManifestSet, credentials_of, prepare, read_manifests
from conformance.manifests.environment import Environment
from conformance.manifests.roles import database_container, keystone_container
from conformance.options import FOLDERS
from conformance.stack import EXPECTED, Role

OF_DATABASE = ("MYSQL_USER", "MYSQL_DATABASE", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD")


def held(kind: str, name: str, **data: str) -> dict[str, Any]:
    field = "stringData" if kind == "Secret" else "data"
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, field: data}


def by_key(kind: str, name: str, key: str, **more: Any) -> dict[str, Any]:
    return {"valueFrom": {kind: {"name": name, "key": key, **more}}}


def own_set(folder: Path, *support: dict[str, Any], **changed: dict[str, Any]) -> ManifestSet:
    """Write the blog's set with `database` and `keystone` container fields changed, and read it.

    An entry of `env` takes the place of the blog's, one that is None takes it out.
    """
    folder.mkdir(exist_ok=True)
    for manifest in read_manifests(FOLDERS["blog"]).manifests:
        for role, find, name in (
            (Role.DATABASE, database_container, "database"),
            (Role.CONTROLLER, keystone_container, "keystone"),
        ):
            if manifest.role is role and name in changed:
                _change(find(manifest.content), **changed[name])
        (folder / manifest.origin.file).write_text(json.dumps(manifest.content), encoding="utf-8")
    for number, each in enumerate(support):
        (folder / f"support-{number}.json").write_text(json.dumps(each), encoding="utf-8")
    return read_manifests(folder)


def _change(container: dict[str, Any], env: dict[str, Any], **fields: Any) -> None:
    entries = {each["name"]: each for each in container["env"]}
    entries |= {name: {"name": name, **(entry or {})} for name, entry in env.items()}
    container["env"] = [each for name, each in entries.items() if env.get(name, each) is not None]
    container.update(fields)


def from_all_sides(folder: Path) -> ManifestSet:
    """By a key of a ConfigMap, and by all keys of a ConfigMap and, with a prefix, of a Secret."""
    return own_set(
        folder,
        held("ConfigMap", "settings", user="own-user", MYSQL_DATABASE="own-database"),
        held("Secret", "login", PASSWORD="own-password", ROOT_PASSWORD="own-root-password"),
        held("ConfigMap", "admin", token="own-admin-password"),
        database={
            "env": {
                "MYSQL_USER": by_key("configMapKeyRef", "settings", "user"),
                **dict.fromkeys(("MYSQL_DATABASE", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD")),
            },
            "envFrom": [
                {"configMapRef": {"name": "settings"}},
                {"prefix": "MYSQL_", "secretRef": {"name": "login"}},
            ],
        },
        keystone={
            "env": {
                "MYSQL_USER": by_key("configMapKeyRef", "settings", "user"),
                "MYSQL_PASSWORD": by_key("secretKeyRef", "login", "PASSWORD"),
                "MYSQL_DATABASE": None,
                "ADMIN_TOKEN": by_key("configMapKeyRef", "admin", "token"),
            },
            "envFrom": [{"configMapRef": {"name": "settings"}}],
        },
    )


def values_of(manifests: ManifestSet, role: Role) -> dict[str, str]:
    """Return what the role's own container will find in its environment."""
    manifest = manifests.of(role)
    find = database_container if role is Role.DATABASE else keystone_container
    environment = Environment(manifests.manifests, manifest, find(manifest.content))
    found = {name: environment.place_of(name) for name in (*OF_DATABASE, "ADMIN_TOKEN")}
    return {name: place.value for name, place in found.items() if place}


def test_credentials_are_read_from_config_maps_and_from_all_keys_of_an_object(tmp_path: Path) -> None:
    found = credentials_of(from_all_sides(tmp_path))
    assert (found.database_user, found.database_name) == ("own-user", "own-database")
    assert found.database_password == "own-password"
    assert found.database_root_password == "own-root-password"
    assert found.admin_password == "own-admin-password"


def test_random_credentials_are_written_where_they_are_read(tmp_path: Path) -> None:
    fresh = random_credentials()
    changed = prepare(from_all_sides(tmp_path), Changes("here", credentials=fresh))
    assert credentials_of(changed) == fresh
    login = {
        "MYSQL_USER": "keystone",
        "MYSQL_DATABASE": "keystone",
        "MYSQL_PASSWORD": fresh.database_password,
    }
    root = {"MYSQL_ROOT_PASSWORD": fresh.database_root_password}
    assert values_of(changed, Role.DATABASE) == login | root
    assert values_of(changed, Role.CONTROLLER) == login | {"ADMIN_TOKEN": fresh.admin_password}
    (settings,) = (each.content for each in changed.manifests if each.name == "settings")
    assert settings["data"] == {"user": "keystone", "MYSQL_DATABASE": "keystone"}


@pytest.mark.parametrize(
    ("entry", "sources", "value"),
    [
        ({"value": "of-env"}, [{"configMapRef": {"name": "first"}}], "of-env"),
        (None, [{"configMapRef": {"name": "first"}}, {"configMapRef": {"name": "last"}}], "of-last"),
        (
            by_key("configMapKeyRef", "gone", "a", optional=True),
            [{"configMapRef": {"name": "first"}}],
            "of-first",
        ),
        (None, [{"configMapRef": {"name": "gone", "optional": True}}], BLOG.admin_password),
        ({"value": "a-$$-and-$(MYSQL_USER)-$(LATER)"}, [], "a-$-and-keystone-$(LATER)"),
        (None, [], BLOG.admin_password),
    ],
)
def test_of_several_values_the_kubelets_counts(
    entry: Any, sources: list[Any], value: str, tmp_path: Path
) -> None:
    found = own_set(
        tmp_path,
        held("ConfigMap", "first", ADMIN_TOKEN="of-first"),
        held("ConfigMap", "last", ADMIN_TOKEN="of-last"),
        keystone={"env": {"ADMIN_TOKEN": entry}, "envFrom": sources},
    )
    assert credentials_of(found).admin_password == value


def test_a_secret_in_base64_over_several_lines_is_read(tmp_path: Path) -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "a"},
        "data": {"k": "b2Yt\nZGF0YQ==\n"},
    }
    found = own_set(tmp_path, secret, keystone={"env": {"ADMIN_TOKEN": by_key("secretKeyRef", "a", "k")}})
    assert credentials_of(found).admin_password == "of-data"


WHERE = "ReplicationController keystone-rc (keystone-rc.yaml, line 1): "
MISSING = "which the set does not have: put it into the folder of the set, or write the variable's value down"


@pytest.mark.parametrize("variable", ["ADMIN_TOKEN", "KEYSTONE_CACHE_SECONDS"])
@pytest.mark.parametrize(
    ("entry", "sources", "said"),
    [
        (by_key("secretKeyRef", "gone", "a"), [], f"comes from key a of Secret gone, {MISSING}"),
        (by_key("configMapKeyRef", "there", "b"), [], f"comes from key b of ConfigMap there, {MISSING}"),
        (None, [{"secretRef": {"name": "gone"}}], f"may come from Secret gone (envFrom), {MISSING}"),
        (
            {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            [],
            "comes from fieldRef, which the suite cannot read: "
            "write its value down, or take it from a Secret or ConfigMap of the set",
        ),
        (
            by_key("secretKeyRef", "odd", "a"),
            [],
            "comes from key a of Secret odd, which is no text in base64: "
            "write it under `stringData:`, as it is",
        ),
    ],
)
def test_a_value_from_elsewhere_is_bad_input(
    variable: str, entry: Any, sources: list[Any], said: str, tmp_path: Path
) -> None:
    odd = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "odd"}, "data": {"a": "ö"}}
    folder = tmp_path / "set"
    own_set(
        folder,
        held("ConfigMap", "there", a="1"),
        odd,
        keystone={"env": {variable: entry}, "envFrom": sources},
    )
    with pytest.raises(BadInput) as caught:
        read_inputs(read_options(["--manifests", str(folder)]))
    assert str(caught.value) == f"{WHERE}{variable} {said}"


def test_an_absent_source_of_what_keystone_does_not_need_refuses_nobody(tmp_path: Path) -> None:
    found = own_set(tmp_path, keystone={"env": {}, "envFrom": [{"secretRef": {"name": "proxies"}}]})
    assert credentials_of(found) == BLOG


def test_c_is_read_from_a_config_map(tmp_path: Path) -> None:
    settings = held("ConfigMap", "settings", seconds="7", KEYSTONE_CACHE_SECONDS="9")
    entry = by_key("configMapKeyRef", "settings", "seconds")
    by_name = own_set(tmp_path / "a", settings, keystone={"env": {"KEYSTONE_CACHE_SECONDS": entry}})
    assert cache_seconds(by_name) == 7
    sources = [{"configMapRef": {"name": "settings"}}]
    assert cache_seconds(own_set(tmp_path / "b", settings, keystone={"env": {}, "envFrom": sources})) == 9


def test_a_variable_without_a_value_is_empty_whatever_comes_besides(tmp_path: Path) -> None:
    """An entry counts before any source, and the image takes an empty C for its default."""
    settings = held("ConfigMap", "settings", KEYSTONE_CACHE_SECONDS="600")
    sources = [{"configMapRef": {"name": "settings"}}]
    for name, entry in (("a", {}), ("b", {"value": ""})):
        env = {"KEYSTONE_CACHE_SECONDS": entry}
        found = own_set(tmp_path / name, settings, keystone={"env": env, "envFrom": sources})
        assert cache_seconds(found) == EXPECTED.cache_seconds
