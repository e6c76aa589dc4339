from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from conformance import places
from conformance.places import cache_dir, caller, give_to_caller, made_for_caller


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Path, int, int]]:
    """Sudo called by user 1234; returns who was given what."""
    given: list[tuple[Path, int, int]] = []

    def chown(path: Path, uid: int, gid: int, *, follow_symlinks: bool) -> None:
        assert not follow_symlinks
        given.append((path, uid, gid))

    record = pwd.struct_passwd(("x", "x", 1234, 5678, "", str(tmp_path / "home"), "/bin/sh"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: record)
    monkeypatch.setenv("SUDO_UID", "1234")
    return given


def test_the_cache_is_where_xdg_says() -> None:
    assert cache_dir({"XDG_CACHE_HOME": "/elsewhere", "HOME": "/home/x"}) == Path("/elsewhere") / places.NAME


@pytest.mark.parametrize("useless", ["", "relative/path"])
def test_else_it_is_below_the_home_folder(useless: str) -> None:
    environment = {"XDG_CACHE_HOME": useless, "HOME": "/home/x"}
    assert cache_dir(environment) == Path("/home/x/.cache") / places.NAME


def test_under_sudo_it_belongs_to_the_person_who_called_it(
    somebody: list[tuple[Path, int, int]], tmp_path: Path
) -> None:
    assert somebody == []
    environment = {"SUDO_UID": "1234", "HOME": "/root"}
    assert caller(environment).uid == 1234
    assert cache_dir(environment) == tmp_path / "home/.cache" / places.NAME


def test_a_user_cannot_be_somebody_else_by_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert caller({"SUDO_UID": "0", "HOME": "/home/x"}).home == Path("/home/x")


def test_every_folder_that_was_missing_is_given(
    somebody: list[tuple[Path, int, int]], tmp_path: Path
) -> None:
    made_for_caller(tmp_path / "a/b")
    assert (tmp_path / "a/b").is_dir()
    assert {(path, uid, gid) for path, uid, gid in somebody} == {
        (tmp_path / "a", 1234, 5678),
        (tmp_path / "a/b", 1234, 5678),
    }


def test_a_folder_is_given_with_all_that_is_in_it(
    somebody: list[tuple[Path, int, int]], tmp_path: Path
) -> None:
    (tmp_path / "reports/run").mkdir(parents=True)
    (tmp_path / "reports/run/page.html").touch()
    (tmp_path / "reports/latest").symlink_to("run")
    give_to_caller(tmp_path / "reports")
    assert {path.name for path, _, _ in somebody} == {"reports", "run", "page.html", "latest"}


def test_without_sudo_nobody_is_given_anything(
    somebody: list[tuple[Path, int, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_UID")
    give_to_caller(tmp_path)
    made_for_caller(tmp_path / "a")
    assert somebody == []
