"""What toxw does where something is missing: asks, installs once, looks again."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import Any, NoReturn

import pytest

from conformance.exit_codes import ExitCode
from preflight import front
from preflight.command_line import read_command_line
from preflight.machine import Machine, this_machine
from tests.recorded_machines import machine

LACKING = machine(has_venv=False)


class Replaced(BaseException):
    """This process would have become another program."""


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """On a machine that lacks Python's venv: what has been installed, in order."""
    calls: list[Sequence[str]] = []

    def become(*command: Any) -> NoReturn:
        raise Replaced(*command)

    monkeypatch.setattr(front, "this_machine", lambda: LACKING)
    monkeypatch.setattr(front, "install", calls.append)
    monkeypatch.setattr(os, "execv", become)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv(front.INSTALLED, "")
    return calls


def test_where_nobody_can_be_asked_nothing_is_installed(
    installed: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert front.main("./toxw", ["-e", "lint"]) == ExitCode.BAD_INPUT
    said = capsys.readouterr().err
    assert "makes the private environment" in said
    assert "./toxw --undo takes all of it away" in said
    assert said.endswith("say yes beforehand, ./toxw --yes … or CI=true\n")
    assert installed == []


def test_a_yes_beforehand_installs_and_starts_anew(
    installed: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Replaced) as again:
        front.main("./toxw", ["-e", "lint", "--", "--fix"])
    assert installed == [["python3.11-venv"]]
    assert again.value.args == ("/bin/sh", ["/bin/sh", "./toxw", "-e", "lint", "--", "--fix"])
    assert os.environ[front.INSTALLED] == "python3.11-venv"


def test_what_is_still_missing_after_that_is_a_failed_set_up(
    installed: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(front.INSTALLED, "python3.11-venv")
    assert front.main("./toxw", ["--yes", "-e", "lint"]) == ExitCode.UNKNOWN
    assert (
        "python3.11-venv is installed, and still missing are\n  Python 3.11's venv" in capsys.readouterr().err
    )
    assert installed == []


def test_a_yes_may_stand_among_the_arguments_of_a_verb_that_installs() -> None:
    asked = read_command_line(["-e", "conformance", "--", "--yes", "--keep"])
    assert asked.yes
    assert asked.arguments == ("--keep",)


def test_a_yes_to_another_program_is_left_alone() -> None:
    asked = read_command_line(["-e", "cluster", "--", "kubectl", "exec", "pod", "--", "apt", "--yes"])
    assert not asked.yes
    assert asked.arguments[-1] == "--yes"


def test_the_machine_is_looked_at_by_reading_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_program(*_words: Any, **_options: Any) -> NoReturn:
        raise AssertionError("a program was started")

    monkeypatch.setattr("subprocess.Popen", no_program)
    assert isinstance(this_machine(), Machine)
