"""A whole profile on a real cluster, judged by two machines that are ten minutes off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.clusters.kubebox.box import Box
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import read_run
from conformance.verdict import Verdict
from tests.front_door import ROOT
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box

HANGS_S = 3600.0
"""Only ends what hangs."""


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("clock") as box:
        yield box


def judged(box: Box, reports: Path, ahead: float) -> RunRecord:
    words = ["--box", box.name, "--profile", "core", "--reports", str(reports)]
    asked = [sys.executable, "-m", "tests.run_with_clock_off", str(ahead), *words]
    ended = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=HANGS_S, check=False)
    assert ended.returncode == ExitCode.KEPT, ended.stdout + ended.stderr
    return read_run(reports / "latest")


def test_ten_minutes_change_no_verdict(box: Box, tmp_path: Path) -> None:
    for ahead in (-600.0, 600.0):
        off = judged(box, tmp_path / str(ahead), ahead)
        assert {scenario.verdict for scenario in off.scenarios} == {Verdict.KEPT}
        assert off.skew
        assert all(abs(skew.ahead_s - ahead) <= skew.within_s + 0.1 for skew in off.skew)
