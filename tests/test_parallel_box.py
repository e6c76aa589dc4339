"""A real run in workers, on a box: its verdicts, who judged what when, its secrets, and what it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.api_requests import request
from conformance.deploy.namespace import NAMESPACES
from conformance.exit_codes import ExitCode
from conformance.report import read_run
from conformance.stack import RUN_LABEL
from conformance.verdict import Verdict
from tests.front_door import ROOT
from tests.secret_search import readings
from tests.test_no_secret_of_a_real_run import RUN
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box

PROMISES = ("pods_1", "token_1", "token_13", "heal_2", "wiring_6", "heal_1")
ALONE = "heal_1"


def test_a_run_in_workers_comes_to_the_verdicts_of_a_serial_one(tmp_path: Path) -> None:
    held_file, reports = tmp_path / "held.json", tmp_path / "reports"
    with thrown_away_box("parallel") as box:
        words = ["-n", "3", "--box", box.name, "--only", ",".join(PROMISES), "--reports", str(reports)]
        ran = subprocess.run(
            [sys.executable, "-c", RUN, str(held_file), *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        with box.api() as api:
            query = [("labelSelector", RUN_LABEL)]
            assert request(api, "GET", NAMESPACES, query=query).content["items"] == []
    record = read_run(reports / "latest")
    assert {each.identifier: each.verdict for each in record.scenarios} == dict.fromkeys(
        PROMISES, Verdict.KEPT
    ), ran.stdout
    # the other promises of the default profiles were left out
    assert (ran.returncode, record.faults, record.left_behind) == (ExitCode.PARTIAL, [], []), ran.stdout
    by_name = {each.identifier: each for each in record.scenarios}
    assert by_name["pods_1"].worker == by_name["token_1"].worker == by_name["token_13"].worker
    assert len({by_name[name].worker for name in ("pods_1", "heal_2", "wiring_6")}) == 3
    began = by_name[ALONE].started
    assert began is not None
    for each in record.scenarios:
        assert each.started is not None
        assert each.identifier == ALONE or each.started + timedelta(seconds=each.seconds) <= began
    pods = {pod.namespace for image in record.images for pod in image.pods}
    assert len(pods) == 3, "the pods of every worker's stack are told"
    held: dict[str, str] = json.loads(held_file.read_text())
    assert {"admin-password", "database-root-password", "token"} <= set(held.values())
    files = {file: file.read_bytes() for file in reports.rglob("*") if file.is_file()}
    told = {
        (str(file), held[value])
        for file, content in {**files, Path("the terminal"): ran.stdout}.items()
        for text in readings(content)
        for value in held
        if any(part in text for part in value.splitlines() if not part.startswith("-----"))
    }
    assert told == set()
