"""The alarm tested on a real cluster: three faults, each found, and nothing of them left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.api_requests import request
from conformance.clusters.kubebox.box import Box
from conformance.deploy.namespace import NAMESPACES
from conformance.exit_codes import ExitCode
from conformance.report import read_run
from tests.front_door import toxw
from tests.thrown_away_box import thrown_away_box

pytestmark = pytest.mark.box


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with thrown_away_box("alarm") as box:
        yield box


def names(box: Box) -> set[str]:
    with box.api() as api:
        return {each["metadata"]["name"] for each in request(api, "GET", NAMESPACES).content["items"]}


def test_three_faults_are_found_and_leave_nothing(box: Box, tmp_path: Path) -> None:
    before = names(box)
    words = ["--box", box.name, "--only", "token_1", "--prove", "--reports", str(tmp_path)]
    ended = toxw("-e", "conformance", "--", *words)
    record = read_run(tmp_path / "latest")
    told = "\n".join(f"{each.mutant}: {each.verdict} {each.said}" for each in record.alarm)
    assert [each.found for each in record.alarm] == [True] * 3, told
    assert ended.returncode == ExitCode.PARTIAL, ended.stdout + ended.stderr
    assert "alarm tested: 3 of 3 found" in ended.stdout
    assert names(box) == before
