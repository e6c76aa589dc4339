"""A run's name, the suite's state and the command that was typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from conformance.run_identity import (
    BUILT_FROM,
    GitState,
    command_as_typed,
    git_state,
    new_run_id,
    suite_version,
)

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A DNS label (RFC 1123), as Kubernetes takes it for namespaces; stricter than for values of labels."""
NOW = datetime(2026, 11, 23, 4, 10, 11, tzinfo=UTC)


def test_a_name_has_time_and_chance() -> None:
    assert new_run_id(NOW, "3fa9c1") == "20261123-041011-3fa9c1"
    assert new_run_id(NOW) != new_run_id(NOW)


def test_a_name_is_a_label_a_namespace_and_a_folder() -> None:
    assert LABEL.fullmatch(new_run_id())


def test_names_sort_by_time_wherever_they_were_made() -> None:
    far_east = (NOW + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=9)))
    assert new_run_id(NOW, "ffffff") < new_run_id(far_east, "000000")


def test_the_version_is_read_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    assert suite_version(tmp_path) == "1.2.3"
    assert re.match(r"\d+\.\d+", suite_version())


@pytest.mark.parametrize("content", [None, "", "[project", "[project]\nname = 'x'\n"])
def test_without_a_version_it_is_unknown(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "pyproject.toml").write_text(content)
    assert suite_version(tmp_path) == "unknown"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"NAME": "a", "EMAIL": "a@example.org"}.items():
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    (tmp_path / "file").write_text("one")
    for command in (["init", "-q"], ["add", "file"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("content", "state"),
    [
        ('{"commit": "3fa9c1", "dirty": true}', GitState("3fa9c1", dirty=True)),
        ('{"commit": "3fa9c1"}', GitState("unknown", dirty=False)),
        ("no json", GitState("unknown", dirty=False)),
    ],
)
def test_an_image_says_what_it_was_built_from(tmp_path: Path, content: str, state: GitState) -> None:
    (tmp_path / BUILT_FROM).write_text(content)
    assert git_state(tmp_path) == state


def test_the_state_of_a_clone(clone: Path) -> None:
    state = git_state(clone)
    assert re.fullmatch("[0-9a-f]{40}", state.commit)
    assert not state.dirty
    (clone / "file").write_text("two")
    assert git_state(clone) == GitState(state.commit, dirty=True)


def test_a_file_that_git_does_not_know_makes_a_clone_dirty(clone: Path) -> None:
    (clone / "another").touch()
    assert git_state(clone).dirty


def test_a_clone_of_somebody_else_is_read_too(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = clone.parent / f"{clone.name}-programs"
    programs.mkdir()
    (programs / "git").write_text(
        f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n'
    )
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    refused = subprocess.run(["git", "-C", str(clone), "rev-parse", "HEAD"], capture_output=True, check=False)
    assert b"dubious ownership" in refused.stderr
    assert git_state(clone).commit != "unknown"


def test_the_variables_of_a_git_hook_do_not_lead_astray(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = git_state(clone)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert git_state(clone) == expected


def test_outside_a_clone_the_commit_is_unknown(tmp_path: Path) -> None:
    assert git_state(tmp_path) == GitState("unknown", dirty=False)


def test_without_git_the_commit_is_unknown(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(clone))
    assert shutil.which("git") is None
    assert git_state(clone) == GitState("unknown", dirty=False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "./toxw -e conformance -- --manifests 'my stack'",
            ["./toxw", "-e", "conformance", "--", "--manifests", "my stack"],
        ),
        ("", ["./toxw", "-e", "conformance", "--", "--only", "a b"]),
        ("./toxw 'unbalanced", ["./toxw", "-e", "conformance", "--", "--only", "a b"]),
    ],
)
def test_the_command_is_what_was_typed_or_is_rebuilt(typed: str, words: list[str]) -> None:
    assert command_as_typed({"KEYSTONE_CONFORMANCE_COMMAND": typed}, ["--only", "a b"]) == words


def test_without_the_variable_the_command_is_rebuilt() -> None:
    assert command_as_typed({}, []) == ["./toxw", "-e", "conformance", "--"]
