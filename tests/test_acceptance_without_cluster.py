"""A run that gets no cluster, or none that answers: what it writes down of itself, if anything."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import inputs, judging_on_cluster
from conformance.clusters import own
from conformance.clusters.kubebox import inspection
from conformance.clusters.kubebox.machine import refuse_unless_root
from conformance.errors import BadInput, EnvironmentFault, SetUpFailed
from conformance.exit_codes import ExitCode
from conformance.report import read_run
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


@pytest.mark.parametrize(
    ("euid", "words", "why"),
    [
        (0, ("--box", "nobody"), "no box named 'nobody' is up"),
        (1000, ("--box", "nobody"), "kubebox needs root"),
        (1000, (), "kubebox needs root"),
    ],
)
def test_a_cluster_that_cannot_be_had_by_these_words_leaves_the_reports_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, euid: int, words: tuple[str, ...], why: str
) -> None:
    _, before = accepted(tmp_path / "runs", judged, "--only", "pods_1")
    there = sorted((tmp_path / "runs").iterdir())
    monkeypatch.setattr(judging_on_cluster, "own_cluster", own.own_cluster)
    monkeypatch.setattr(own, "refuse_unless_root", lambda *_: refuse_unless_root(euid, "Linux"))
    monkeypatch.setattr(inspection, "box_folders", list)
    for reports in (tmp_path / "runs", tmp_path / "none" / "yet"):
        with pytest.raises(BadInput, match=why):
            accepted(reports, lambda _: pytest.fail("something ran"), "--only", "pods_1", *words)
    assert sorted((tmp_path / "runs").iterdir()) == there
    assert read_run(tmp_path / "runs" / "latest").run_id == before.run_id
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]
