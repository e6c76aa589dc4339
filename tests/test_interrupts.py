"""Ctrl-C, pressed on a terminal of its own: what is said, what is written, and how the terminal is left."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.exit_codes import ExitCode
from conformance.report import read_run
from conformance.result import Result
from tests.front_door import ROOT
from tests.interrupted_run import ENDS, REMOVES, SLOW_END, SLOW_REMOVAL, WAITS, write_features

CTRL_C = b"\x03"
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"
END = "<nothing more is said>"
HANGS_S = 120.0
"""Only ends a test that hangs."""


@dataclass
class Terminal:
    """A pseudo-terminal: the end that a person sits at, and the one that a program runs on."""

    person: int
    program: int
    settings: list[object]
    said: str = field(default="")

    def until(self, words: str) -> None:
        """Read until `words` have been said since the last time."""
        begin = len(self.said)
        while words not in self.said[begin:]:
            assert self._more(HANGS_S), f"{words!r} was never said:\n{self.said}"

    def rest(self) -> str:
        """Return all that was said, once the program has ended."""
        # The kernel hands over what was written a moment later: the last words are there once ours are.
        os.write(self.program, END.encode())
        while not self.said.endswith(END):
            assert self._more(HANGS_S), self.said
        self.said = self.said.removesuffix(END)
        return self.said

    def _more(self, seconds: float) -> bool:
        readable, _, _ = select.select([self.person], [], [], seconds)
        if readable:
            self.said += os.read(self.person, 65536).decode(errors="replace")
        return bool(readable)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    person, program = pty.openpty()
    yield Terminal(person, program, list(termios.tcgetattr(program)))
    os.close(person)
    os.close(program)


ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("CI", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES")
}


def words_of(tmp_path: Path, *words: str) -> list[str]:
    features = write_features(tmp_path / "made_up")
    program = [sys.executable, "-m", "tests.interrupted_run", str(features)]
    return [*program, "--profile", "core", "--reports", str(tmp_path / "reports"), *words]


def started(terminal: Terminal, words: list[str], **environment: str) -> subprocess.Popen[bytes]:
    on = terminal.program
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env={**ENVIRONMENT, "TERM": "xterm", **environment},
        stdin=on,
        stdout=on,
        stderr=on,
        start_new_session=True,
    )


def assert_sane(terminal: Terminal) -> None:
    said = terminal.rest()
    assert HIDDEN in said
    assert said.rindex(SHOWN) > said.rindex(HIDDEN), "the cursor is hidden"
    assert list(termios.tcgetattr(terminal.program)) == terminal.settings


def assert_reported(reports: Path) -> None:
    """The reports are whole, and tell of the promise that was judged and of the one that was not."""
    record = read_run(reports / "latest")
    assert (record.exit_code, record.result) == (ExitCode.INTERRUPTED, Result.PARTIAL)
    assert record.finished is not None
    assert [scenario.identifier for scenario in record.scenarios] == ["made_1"]
    assert record.required_not_run == ["made_2"]
    assert "INTERRUPTED" in (reports / "latest" / "report.html").read_text()
    cases = ET.fromstring((reports / "latest" / "junit.xml").read_bytes()).iter("testcase")
    assert [case.get("name") for case in cases] == ["made_1 A sentence holds"]


def test_one_ctrl_c_ends_a_run_with_a_report_of_what_ran(tmp_path: Path, terminal: Terminal) -> None:
    process = started(terminal, words_of(tmp_path))
    terminal.until("2 of 3 are ready")
    terminal.until("1 of 2 done")
    os.write(terminal.person, CTRL_C)
    assert process.wait(HANGS_S) == ExitCode.INTERRUPTED, terminal.rest()
    assert_sane(terminal)
    assert_reported(tmp_path / "reports")
    lines = terminal.said.splitlines()
    assert any(
        "interrupted in made_2 (Three pods become ready), which gets no verdict" in line for line in lines
    )
    said = "stopped before the end; 1 promise: 1 kept, 0 broken, 0 unknown, 0 skipped, 1 not run"
    assert lines[-5].endswith(f"INTERRUPTED: {said}")
    assert lines[-2] == "nothing left behind"
    assert "exit code 2" in lines[-1]
    assert "Traceback" not in terminal.said


def test_a_second_ctrl_c_says_what_remains_and_how_it_is_taken_away(
    tmp_path: Path, terminal: Terminal
) -> None:
    process = started(terminal, words_of(tmp_path), **{SLOW_REMOVAL: "1"})
    terminal.until("2 of 3 are ready")
    os.write(terminal.person, CTRL_C)
    terminal.until(REMOVES)
    os.write(terminal.person, CTRL_C)
    assert process.wait(HANGS_S) == ExitCode.INTERRUPTED, terminal.rest()
    assert_sane(terminal)
    assert_reported(tmp_path / "reports")
    lines = terminal.said.splitlines()
    assert lines[-3] == "left behind: kubebox played: its removal was interrupted"
    assert lines[-1] == "to take away what was left behind: ./toxw -e cluster -- down --name played"
    assert "Traceback" not in terminal.said


def test_a_second_ctrl_c_ends_the_end_of_a_promise(tmp_path: Path, terminal: Terminal) -> None:
    """What a fixture takes away in Keystone goes with its cluster."""
    process = started(terminal, words_of(tmp_path), **{SLOW_END: "1"})
    terminal.until("2 of 3 are ready")
    os.write(terminal.person, CTRL_C)
    terminal.until(ENDS)
    os.write(terminal.person, CTRL_C)
    assert process.wait(HANGS_S) == ExitCode.INTERRUPTED, terminal.rest()
    assert_sane(terminal)
    assert_reported(tmp_path / "reports")
    assert REMOVES in terminal.said
    assert "nothing left behind" in terminal.said
    assert "Traceback" not in terminal.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_terminal_there_is_a_line_a_promise_and_no_escape(
    tmp_path: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(
        words_of(tmp_path),
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        first = []
        for line in process.stdout:
            first.append(line.rstrip("\n"))
            if line.startswith(WAITS):
                break
        process.send_signal(number)
        rest = process.stdout.read().splitlines()
    assert process.returncode == ExitCode.INTERRUPTED
    assert [line.partition("  ")[0] for line in first] == ["✓ made_1", WAITS]
    assert rest[0].startswith("interrupted in made_2 (Three pods become ready)")
    assert rest[1:3] == [ENDS, REMOVES]
    assert len(rest) == 8
    assert "\x1b" not in "".join(first + rest)
    assert_reported(tmp_path / "reports")


def test_a_quiet_run_says_its_verdict_and_where_the_report_is(tmp_path: Path, terminal: Terminal) -> None:
    process = started(terminal, words_of(tmp_path, "--quiet"))
    terminal.until(WAITS)
    os.write(terminal.person, CTRL_C)
    assert process.wait(HANGS_S) == ExitCode.INTERRUPTED, terminal.rest()
    said = terminal.rest()
    assert "\x1b" not in said.replace("\x1b[1m", "").replace("\x1b[0m", "")
    told = [line.removeprefix("^C") for line in said.splitlines()]
    assert [line.partition(":")[0].partition(" /")[0] for line in told] == [
        WAITS,
        ENDS,
        REMOVES,
        "INTERRUPTED",
        "report",
    ]
    assert_reported(tmp_path / "reports")
