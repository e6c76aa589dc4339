"""The order in which two images are looked at, and what is told where a part of it fails; all played."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.capability import Capability
from conformance.container_logs import ContainerLog
from conformance.errors import MissingCapability, PromiseBroken
from conformance.image_contents import Contents
from conformance.image_difference import look as looking
from conformance.image_difference.found import ImageDifference, Part
from conformance.image_difference.log_lines import Level
from conformance.image_difference.measured import measured
from conformance.image_difference.pair import image_pair
from conformance.image_difference.settings import Settings
from conformance.image_difference.upgrade_check import Checked, UpgradeCheck
from conformance.run import Run

KEYSTONE = image_pair("bodepd/keystone:29", "bodepd/keystone:30")
DATABASE = image_pair("mariadb:10.11", "mariadb:11.8")
WARNING = "2026-11-26 07:38:27.821 1 WARNING keystone.a [-] new"


def side(name: str) -> Any:
    stack = SimpleNamespace(api=None, namespace="here", names=None, waiter=SimpleNamespace(patience=len))
    return SimpleNamespace(
        stack=stack, where=(None, "here", name, "c"), pod=name, container="c", url=name, password="p"
    )


class Played:
    """Both images on a cluster, with a list of what was done in which order; `fails` raises in its place."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **fails: Exception) -> None:
        self.did: list[str] = []
        self.fails = fails
        found = {
            "image_contents": lambda pod: Contents({"keystone": pod}, {}),
            "keystone_options": lambda pod: Settings({"a": pod}, {"a": pod}),
            "upgrade_check": lambda _: UpgradeCheck((Checked("roles", "success", ""),)),
        }
        for name, answer in found.items():
            monkeypatch.setattr(looking, name, self._reader(name, answer))
        monkeypatch.setattr(looking, "system_variables", lambda *_, **__: Settings({}, {}))
        monkeypatch.setattr(looking, "SideBySide", lambda *_: self)
        monkeypatch.setattr(looking, "ask_everything", lambda asker: self.asked(asker.base_url))
        monkeypatch.setattr(looking, "time_both", lambda *_: self.timed())
        monkeypatch.setattr(looking, "migrate_seeded", lambda *_: self.step("migration"))
        monkeypatch.setattr(looking, "logs_of", self.logs)

    def look(self, pair: Any = KEYSTONE, users: int = 0) -> ImageDifference:
        self.pair = pair
        run = SimpleNamespace(patience=len, progress=SimpleNamespace(note=lambda _: None))
        return looking.look(cast(Run, run), pair, 3, users)

    def step(self, name: str) -> None:
        self.did.append(name)
        if name in self.fails:
            raise self.fails[name]

    def _reader(self, name: str, answer: Any) -> Any:
        def read(_: Any, __: str, pod: str, ___: str) -> Any:
            self.step(f"{name} of {pod}")
            return answer(pod)

        return read

    def before(self) -> Any:
        self.step("before")
        return side("older")

    def idle(self, _: Any) -> str:
        self.step("idle")
        return "idle"

    def after(self, _: Any) -> Any:
        self.step("after")
        return side("newer")

    def end(self) -> None:
        self.did.append("end")

    def asked(self, url: str) -> dict[str, int]:
        self.step("requests")
        return {"GET /v3": 200 if url == "older" else 500}

    def timed(self) -> Any:
        self.step("timed")
        return measured("token issue", "s", [0.1], [0.2])

    def logs(self, _: Any, __: str, pod: str, ___: str) -> list[ContainerLog]:
        return [ContainerLog(pod, "c", (WARNING,) if pod == "newer" else ())]


def test_the_upgrade_check_comes_before_the_newer_keystone_touches_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played = Played(monkeypatch)
    found = played.look()
    assert played.did == [
        *("before", "image_contents of older", "idle", "image_contents of idle", "upgrade_check of idle"),
        *("after", "keystone_options of older", "keystone_options of newer", "requests", "requests"),
        *("timed", "end"),
    ]
    assert found.not_told == {}
    assert found.packages is not None
    assert str(found.packages[0]) == "pip keystone: older → idle"
    assert found.logs is not None
    assert len(found.logs.of(Level.WARNING)) == 1
    assert found.answers is not None
    assert list(map(str, found.answers)) == ["GET /v3: 200 → 500"]


def test_a_database_has_no_upgrade_check(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch)
    found = played.look(DATABASE)
    assert "idle" not in played.did
    assert played.did.index("after") < played.did.index("image_contents of newer")
    assert found.not_told == {}


def test_a_newer_image_that_never_answers_is_told_as_far_as_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch, after=PromiseBroken("pod keystone-after: crash loop"))
    found = played.look()
    assert found.packages is not None
    assert found.checked is not None
    assert set(found.not_told) == {Part.SETTINGS, Part.ANSWERS, Part.LOGS, Part.MEASURED}
    assert all(doubt.endswith("crash loop") for doubt in found.doubts)
    assert played.did[-1] == "end"


def test_what_an_image_has_no_means_for_is_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = MissingCapability(Capability.EXEC_TOOLS, "no keystone-status")
    found = Played(monkeypatch, **{"upgrade_check of idle": lacking}).look()
    assert set(found.not_told) == {Part.UPGRADE_CHECK}
    assert found.doubts == ()
    assert found.measured is not None


def test_a_migration_is_measured_only_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch, migration=PromiseBroken("it failed"))
    assert Part.MIGRATION not in played.look().not_told
    assert "migration" not in played.did
    assert played.look(users=100).doubts == ("migration: it failed",)


def test_the_stacks_go_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(monkeypatch, before=cast(Exception, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        played.look()
    assert played.did == ["before", "end"]
