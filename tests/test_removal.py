"""The command that takes away what an interrupted run left."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters import own
from conformance.clusters.kubebox import state
from conformance.options import read_options
from conformance.removal import removal_command
from conformance.stack import RUN_LABEL

RUN_ID = "20261123-041011-3fa9c1"
GONE = f"delete namespace -l {RUN_LABEL}={RUN_ID}"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], "./toxw -e cluster -- down --all"),
        (["--keep-cluster"], f"./toxw -e cluster -- --name box kubectl {GONE}"),
        (["--box", "box"], f"./toxw -e cluster -- --name box kubectl {GONE}"),
        (["--context", "gke one"], f"kubectl --context 'gke one' {GONE}"),
        (["--kubeconfig", "k8s/a file"], f"kubectl --kubeconfig 'k8s/a file' {GONE}"),
        (["--kubeconfig", "f", "--context", "c"], f"kubectl --kubeconfig f --context c {GONE}"),
    ],
)
def test_it_is_that_of_the_cluster_the_run_was_on(words: list[str], command: str) -> None:
    assert removal_command(read_options(words), RUN_ID, "box") == command


def test_of_a_boot_that_was_interrupted_is_left_what_its_folder_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "boxes_dir", lambda: tmp_path)
    monkeypatch.setattr(own, "_name_of_this_run", lambda: "run-7")
    assert own.left_of_interrupted_boot() == []
    (tmp_path / "run-7").mkdir()
    assert own.left_of_interrupted_boot() == ["kubebox run-7: its removal was interrupted"]
