"""The pods of both images, as they are asked for; nothing is deployed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.image_difference import side_by_side
from conformance.image_difference.pair import image_pair
from conformance.image_difference.side_by_side import Side, SideBySide
from conformance.live_stack import LiveStack
from conformance.manifests import Changes, prepare, read_manifests
from conformance.options import FOLDERS
from conformance.run import Run

OLDER, NEWER = "bodepd/keystone:29", "bodepd/keystone:30"
PINNED = "bodepd/keystone@sha256:" + "30" * 32


class PlayedStack:
    """Has the set's manifests and says that every pod runs and answers."""

    def __init__(self, manifest_set: str) -> None:
        self.manifests = prepare(read_manifests(FOLDERS[manifest_set]), Changes("here"))
        self.names = self.manifests.names
        self.api, self.namespace, self.site = None, "here", None
        self.credentials = SimpleNamespace(admin_password="secret")
        self.waiter = SimpleNamespace(until_answers=lambda *_, **__: None)

    def database(self) -> None: ...

    def until(self, *_: Any) -> Any:
        return SimpleNamespace(name="keystone-setting-up", uid="uid-1")

    def replica_url(self, pod: str) -> str:
        return f"http://{pod}"


@pytest.fixture
def pods(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The pods that were asked for, by name."""
    made: dict[str, Any] = {}

    def create(_: Any, namespace: str, name: str, template: Any, site: Any) -> None:
        assert (namespace, site) == ("here", None)
        made[name] = template

    def delete(_: Any, namespace: str, name: str, uid: str) -> None:
        assert (namespace, uid) == ("here", "uid-1")
        gone.append(name)

    gone: list[str] = []
    monkeypatch.setattr(side_by_side, "create_bare_pod", create)
    monkeypatch.setattr(side_by_side, "delete_pod", delete)
    made["gone"] = gone
    return made


def sides(monkeypatch: pytest.MonkeyPatch, manifest_set: str) -> tuple[SideBySide, Side]:
    """Return both sides of a Keystone, the older one made."""
    pins = SimpleNamespace(names={NEWER: PINNED})
    run = SimpleNamespace(stacks=SimpleNamespace(maker=SimpleNamespace(pins=pins)))
    both = SideBySide(cast(Run, run), image_pair(OLDER, NEWER))
    stack = cast(LiveStack, PlayedStack(manifest_set))
    monkeypatch.setattr(SideBySide, "_stack", lambda *_: stack)
    return both, both.before()


def environment(container: Any) -> dict[str, str]:
    return {each["name"]: each.get("value", "") for each in container["env"]}


@pytest.mark.parametrize("manifest_set", ["blog", "hardened"])
def test_both_serve_alike_but_for_their_image(
    monkeypatch: pytest.MonkeyPatch, pods: dict[str, Any], manifest_set: str
) -> None:
    both, before = sides(monkeypatch, manifest_set)
    after = both.after(before)
    assert (before.url, after.url) == ("http://keystone-before", "http://keystone-after")
    assert after.stack is before.stack, "both on one database"
    old, new = (pods[name]["spec"]["containers"] for name in ("keystone-before", "keystone-after"))
    assert (old[0]["image"], new[0]["image"]) == (OLDER, PINNED)
    assert {**old[0], "image": ""} == {**new[0], "image": ""}
    assert old[1:] == new[1:]
    assert environment(old[0])["PYTHONWARNINGS"] == "default"
    assert "MYSQL_USER" in environment(old[0])


@pytest.mark.parametrize("manifest_set", ["blog", "hardened"])
def test_the_idle_pod_serves_nobody_and_knows_the_database(
    monkeypatch: pytest.MonkeyPatch, pods: dict[str, Any], manifest_set: str
) -> None:
    both, before = sides(monkeypatch, manifest_set)
    (container,) = pods[both.idle(before)]["spec"]["containers"]
    assert (container["name"], container["image"]) == (before.container, PINNED)
    assert container["command"] == ["sleep", "3600"]
    assert not container.keys() & {"readinessProbe", "lifecycle", "args"}
    names = list(environment(container))
    url = environment(container)["OS_DATABASE__CONNECTION"]
    for name in ("MYSQL_USER", "MYSQL_PASSWORD", "MYSQL_DATABASE"):
        assert f"$({name})" in url
        assert names.index(name) < names.index("OS_DATABASE__CONNECTION"), (
            "only what stands before is filled in"
        )
    assert "PYTHONWARNINGS" not in names


def test_who_sets_the_database_up_is_not_who_is_measured(
    monkeypatch: pytest.MonkeyPatch, pods: dict[str, Any]
) -> None:
    """Keystone 29 took 131 MB as the older image, which had, and 119 MB as the newer one."""
    sides(monkeypatch, "blog")
    assert list(pods) == ["gone", "keystone-setting-up", "keystone-before"]
    assert pods["gone"] == ["keystone-setting-up"]
