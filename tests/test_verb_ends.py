"""A defect of the suite has an exit code of its own: Python's is 1, which says that a promise is broken."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from conformance import acceptance
from conformance.exit_codes import ExitCode
from tests.front_door import ROOT
from verbs import conformance as verb
from verbs._arguments import run_verb


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Put back what a program makes of SIGTERM."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def defect(*_: object) -> ExitCode:
    raise ZeroDivisionError("by a step")


def test_a_defect_of_a_run_is_told_and_is_no_broken_promise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(acceptance, "accept", defect)
    assert verb.main([]) == ExitCode.INTERNAL_ERROR
    assert "ZeroDivisionError: by a step" in capsys.readouterr().err


def test_a_defect_of_any_verb_is_told_and_is_no_broken_promise(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_verb(defect)
    assert ended.value.code == ExitCode.INTERNAL_ERROR
    assert "ZeroDivisionError: by a step" in capsys.readouterr().err


def test_a_reader_that_goes_away_changes_no_exit_code() -> None:
    """As `head` does."""
    words = [sys.executable, "-m", "verbs.schema"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (ExitCode.KEPT, b"")
