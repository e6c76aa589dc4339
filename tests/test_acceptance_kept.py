"""`--keep`: what stays on the cluster is named as kept, not passed over as "nothing left behind"."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.report.markdown_summary import markdown_summary
from conformance.run import Run
from tests.played_run import accepted, judged, play_cluster
from tests.report_records import kept as run_kept

NAMESPACE = "20261120-000000-aaaaaa-looked-at-1"


def judged_in_a_namespace(run: Run) -> bool:
    run.stacks.namespaces.append(NAMESPACE)
    return judged(run)


def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> RunRecord:
    play_cluster(monkeypatch)
    return accepted(tmp_path, judged_in_a_namespace, "--only", "pods_1", *words)[1]


def test_on_a_cluster_that_stays_its_namespaces_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    record = ended(tmp_path, monkeypatch, "--keep-cluster", "--keep")
    assert (record.kept, record.left_behind) == ([NAMESPACE], [])
    said = capfd.readouterr().out
    assert f"kept as asked: namespace {NAMESPACE}; nothing else left behind\n" in said
    assert f"to take away what was kept: ./toxw -e sweep -- --run {record.run_id}" in said


@pytest.mark.parametrize("words", [[], ["--provider", "kind"]])
def test_on_a_cluster_that_goes_nothing_can_be_kept(words: list[str]) -> None:
    with pytest.raises(BadInput, match=r"--keep leaves a stack .*: name one that stays: --context"):
        read_options(["--keep", *words])


def test_the_summary_for_a_build_server_names_them() -> None:
    record = run_kept("a_1")
    record.kept = [NAMESPACE, "other"]
    text = markdown_summary(record).decode()
    assert f"## Kept as asked\n\n- kept as asked: namespaces {NAMESPACE}, other" in text
