"""SIGTERM that hits pytest itself, between a promise and its verdict: an interruption, and no defect."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conformance.exit_codes import ExitCode
from conformance.report import read_run
from tests.front_door import ROOT
from tests.interrupted_run import write_features

HOOK = """
import signal

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item, call):
    # Where pytest writes a traceback down it may be busy for seconds; pytest-bdd wraps that in the old style.
    if "holds" in item.name and call.when == "call":
        signal.raise_signal(signal.SIGTERM)
"""
HANGS_S = 120.0
"""Only ends a test that hangs."""


def test_a_signal_in_a_hook_ends_the_run_as_interrupted(tmp_path: Path) -> None:
    features = write_features(tmp_path / "made_up")
    with (features / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(HOOK)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.interrupted_run", str(features), "--profile", "core",
         "--reports", str(tmp_path / "reports")],
        cwd=ROOT, capture_output=True, text=True, timeout=HANGS_S, check=False,
    )  # fmt: skip
    record = read_run(tmp_path / "reports" / "latest")
    assert ended.returncode == record.exit_code == ExitCode.INTERRUPTED, ended.stdout + ended.stderr
    assert record.faults == []
    assert "Traceback" not in ended.stdout + ended.stderr
