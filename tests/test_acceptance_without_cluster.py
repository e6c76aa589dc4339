"""A run that gets no cluster, or none that answers: what it writes down of itself, if anything."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import inputs, judging_on_cluster
from conformance.errors import EnvironmentFault, SetUpFailed
from conformance.exit_codes import ExitCode
from conformance.report.history import environment_of
from conformance.result import Result
from tests.played_run import accepted, judged, play_cluster

IMAGES = ("--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1")


@pytest.fixture(autouse=True)
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    play_cluster(monkeypatch)


def test_a_cluster_that_cannot_be_made_leaves_a_report_of_all_that_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise SetUpFailed("no room for a box")

    monkeypatch.setattr(judging_on_cluster, "own_cluster", fails)
    code, record = accepted(tmp_path, judged, "--only", "pods_1", "--profile", "core")
    assert code == ExitCode.UNKNOWN
    assert (record.result, record.faults) == (Result.UNKNOWN, ["no room for a box"])
    assert "pods_1" in record.required_not_run


def test_a_run_whose_box_cannot_be_made_is_one_of_the_series_of_those_that_had_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, green = accepted(tmp_path, judged, "--profile", "core")

    def fails(*_: Any) -> None:
        raise SetUpFailed("no room for a box")

    monkeypatch.setattr(judging_on_cluster, "own_cluster", fails)
    _, failed = accepted(tmp_path, judged, "--profile", "core")
    assert (green.cluster.kind, failed.exit_code) == ("kubebox", ExitCode.UNKNOWN)
    assert environment_of(failed) == environment_of(green)


def test_a_run_on_an_existing_cluster_that_fails_at_once_names_that_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise EnvironmentFault("no answer any more")

    there = SimpleNamespace(
        kind="gke", name="gke_p_r_c", api=gone, made_by_suite=False, collect_logs=lambda _: [], close=list
    )
    monkeypatch.setattr(inputs, "find_existing", lambda *_: there)
    _, record = accepted(tmp_path, judged, "--context", "gke_p_r_c", "--only", "pods_1", *IMAGES)
    assert (record.exit_code, record.faults) == (ExitCode.UNKNOWN, ["no answer any more"])
    assert (record.cluster.kind, record.cluster.name) == ("gke", "gke_p_r_c")
