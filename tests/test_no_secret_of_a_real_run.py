"""No file of a real run and no line that it printed holds any secret that its process held; on a box."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.exit_codes import ExitCode
from tests.front_door import ROOT, toxw
from tests.secret_search import readings

pytestmark = pytest.mark.box

BOX = f"secrets-{os.getpid()}"
RUN = """
import json, sys
from pathlib import Path
from conformance.redact import all_held, clean_standard_streams
from verbs.conformance import main
clean_standard_streams()
code = main(sys.argv[2:])
Path(sys.argv[1]).write_text(json.dumps(dict(all_held())))
sys.exit(code)
"""
"""The verb, which then tells the test, and nobody else, what it has held."""
PROMISES = "pods_1,token_1,token_2,heal_1"
TOO_SHORT = "pod-replaced=0.001"
"""So that something is not kept, and evidence and the logs of the box are gathered."""
OF_EVERY_RUN = {"admin-password", "database-root-password", "kubeconfig-key", "token"}


@pytest.fixture
def box() -> Iterator[str]:
    up = toxw("-e", "cluster", "--", "up", "--name", BOX)
    assert up.returncode == 0, up.stderr + up.stdout
    yield BOX
    assert toxw("-e", "cluster", "--", "down", "--name", BOX).returncode == 0


def test_no_secret_of_a_real_run_is_in_its_reports_or_on_the_terminal(tmp_path: Path, box: str) -> None:
    held_file, reports = tmp_path / "held.json", tmp_path / "reports"
    words = ["--box", box, "--only", PROMISES, "--patience", TOO_SHORT, "--reports", str(reports)]
    ran = subprocess.run(
        [sys.executable, "-c", RUN, str(held_file), *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert ran.returncode in (ExitCode.BROKEN, ExitCode.UNKNOWN), ran.stderr
    held: dict[str, str] = json.loads(held_file.read_text())
    assert set(held.values()) >= OF_EVERY_RUN
    files = {file: file.read_bytes() for file in reports.rglob("*") if file.is_file()}
    assert any("cluster" in file.parts for file in files), "no logs of the box were gathered"
    assert any("logs" in file.parts for file in files), "no logs of containers were gathered"
    found = {
        (str(file), held[value])
        for file, content in {**files, Path("the terminal"): ran.stdout + ran.stderr}.items()
        for text in readings(content)
        for value in held
        # of a key each line
        if any(part in text for part in value.splitlines() if not part.startswith("-----"))
    }
    assert found == set()
