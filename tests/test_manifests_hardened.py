"""The hardened set: what the blog's lacks, and no difference that its README does not explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.credentials import BLOG, random_credentials
from conformance.manifests import Changes, ManifestSet, credentials_of, prepare, read_manifests
from conformance.stack import EXPECTED, FILES, Role
from images.keystone.keystone_start.settings import LINGER_SECONDS

FOLDER = Path(__file__).parent.parent / "manifests"
BLOGS_OWN, HARDENED = read_manifests(FOLDER), read_manifests(FOLDER / "hardened")
README = (FOLDER / "hardened" / "README.md").read_text(encoding="utf-8")
IMAGES = {"keystone-db": "mariadb", "keystone": "keystone", "memcached": "memcached"}


def pod_spec(manifests: ManifestSet, role: Role) -> dict[str, Any]:
    spec: dict[str, Any] = manifests.of(role).content["spec"]
    return spec["template"]["spec"] if role is Role.CONTROLLER else spec


def containers(role: Role) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in pod_spec(HARDENED, role)["containers"]}


ALL_CONTAINERS = {**containers(Role.DATABASE), **containers(Role.CONTROLLER)}


def differences(blogs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """Yield the shortest paths at which the two differ; lists of named things are compared by name."""
    if blogs == ours:
        return
    if isinstance(blogs, list) and isinstance(ours, list):
        blogs, ours = ({f"[{each['name']}]": each for each in side} for side in (blogs, ours))
    elif not (isinstance(blogs, dict) and isinstance(ours, dict)) or blogs.keys() - ours.keys():
        yield path
        return
    for key in sorted(blogs.keys() | ours.keys()):
        below = f"{path}{key}" if key.startswith("[") else f"{path}.{key}".lstrip(".")
        if key in blogs and key in ours:
            yield from differences(blogs[key], ours[key], below)
        else:
            yield below


def explained(heading: str) -> list[str]:
    """Return the code spans in the first column of the table under a heading of the README."""
    section = README.split(f"### {heading}\n")[1].split("\n#")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return sorted(span for cell in first for span in re.findall(r"`([^`]+)`", cell))


@pytest.mark.parametrize("role", [Role.DATABASE, Role.CONTROLLER])
def test_each_difference_from_the_blogs_pods_is_in_the_readme(role: Role) -> None:
    found = differences(pod_spec(BLOGS_OWN, role), pod_spec(HARDENED, role))
    assert sorted(found) == explained(f"{FILES[role]}.yaml")


@pytest.mark.parametrize("role", FILES)
def test_all_but_the_pods_is_the_blogs(role: Role) -> None:
    blogs, ours = BLOGS_OWN.of(role).content, HARDENED.of(role).content
    inside = {Role.DATABASE: "spec", Role.CONTROLLER: "spec.template.spec"}.get(role, "nowhere")
    assert [path for path in differences(blogs, ours) if not path.startswith(inside)] == []


def test_each_object_beside_the_four_is_in_the_readme() -> None:
    rows = re.findall(r"^\| `([\w.-]+)` \| (\w+) `([\w-]+)` \|", README, re.MULTILINE)
    support = [each for each in HARDENED.manifests if each.role is Role.SUPPORT]
    assert rows == [(each.origin.file, each.kind, each.name) for each in support]


def test_the_fixed_contract_is_kept() -> None:
    assert HARDENED.names == BLOGS_OWN.names
    ports = {name: [port["containerPort"] for port in each["ports"]] for name, each in ALL_CONTAINERS.items()}
    assert ports == {
        "keystone-db": [EXPECTED.database_port],
        "keystone": [EXPECTED.public_port, EXPECTED.admin_port],
        "memcached": [EXPECTED.memcached_port],
    }
    assert ALL_CONTAINERS["keystone"]["imagePullPolicy"] == EXPECTED.keystone_pull_policy
    assert ALL_CONTAINERS["keystone-db"]["resources"]["limits"]["cpu"] == 0.5


def test_a_folder_is_created_in_an_order_that_needs_no_second_try() -> None:
    order = sorted(path.name for path in (FOLDER / "hardened").glob("*.yaml"))
    four = {f"{stem}.yaml" for stem in FILES.values()}
    assert [name in four for name in order] == sorted(name in four for name in order)
    assert order.index("keystone-db-service.yaml") < order.index("keystone-rc.yaml")


def test_no_password_stands_outside_a_secret_and_the_blogs_are_used() -> None:
    assert credentials_of(HARDENED) == BLOG
    entries = [entry for each in ALL_CONTAINERS.values() for entry in each.get("env", [])]
    secret = [entry for entry in entries if entry["name"].endswith(("PASSWORD", "TOKEN"))]
    assert len(secret) == 4
    assert all("value" not in entry for entry in secret)


def test_a_runs_own_passwords_go_into_the_secrets() -> None:
    fresh = random_credentials()
    prepared = prepare(HARDENED, Changes("here", credentials=fresh))
    assert credentials_of(prepared) == fresh
    values = {each.name: each.content["stringData"] for each in prepared.manifests if each.kind == "Secret"}
    assert values == {
        "keystone-db-login": {"password": fresh.database_password},
        "keystone-db-root": {"password": fresh.database_root_password},
        "keystone-admin": {"password": fresh.admin_password},
    }
    for role in (Role.DATABASE, Role.CONTROLLER):
        assert pod_spec(prepared, role)["containers"] == pod_spec(HARDENED, role)["containers"]
    assert credentials_of(HARDENED) == BLOG


@pytest.mark.parametrize("name", ALL_CONTAINERS)
def test_each_container_runs_as_its_images_user_without_a_privilege(name: str) -> None:
    context = ALL_CONTAINERS[name]["securityContext"]
    assert context["allowPrivilegeEscalation"] is False
    assert context["capabilities"] == {"drop": ["ALL"]}
    role = Role.DATABASE if name == "keystone-db" else Role.CONTROLLER
    pod = pod_spec(HARDENED, role)
    assert pod["securityContext"]["runAsNonRoot"] is True
    user, group = ({**pod["securityContext"], **context}[key] for key in ("runAsUser", "runAsGroup"))
    recipe = (FOLDER.parent / "images" / IMAGES[name] / "Containerfile").read_text(encoding="utf-8")
    assert f"USER {user}:{group}\n" in recipe


def test_the_grace_holds_the_whole_of_a_stop() -> None:
    keystone = ALL_CONTAINERS["keystone"]
    linger = int(next(each["value"] for each in keystone["env"] if each["name"] == "KEYSTONE_LINGER_SECONDS"))
    sleep = keystone["lifecycle"]["preStop"]["sleep"]["seconds"]
    last_requests = 0.3 + 2 * 5  # images/keystone/keystone_start/serving.py: for each of two ports 5 s
    assert linger > LINGER_SECONDS
    assert (
        pod_spec(HARDENED, Role.CONTROLLER)["terminationGracePeriodSeconds"] > sleep + linger + last_requests
    )
