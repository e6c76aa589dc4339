"""The command that takes away what a run left."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters import own
from conformance.clusters.kubebox import state
from conformance.command_line import read_options
from conformance.removal import removal_command

RUN_ID = "20261123-041011-3fa9c1"
IMAGES = ["--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], "./toxw -e cluster -- down --name played"),
        (["--keep-cluster"], f"./toxw -e sweep -- --run {RUN_ID}"),
        (["--box", "my box"], f"./toxw -e sweep -- --box 'my box' --run {RUN_ID}"),
        (["--context", "gke one"], f"./toxw -e sweep -- --context 'gke one' --run {RUN_ID}"),
        (["--kubeconfig", "k8s/a file"], f"./toxw -e sweep -- --kubeconfig 'k8s/a file' --run {RUN_ID}"),
        (
            ["--kubeconfig", "f", "--context", "c"],
            f"./toxw -e sweep -- --kubeconfig f --context c --run {RUN_ID}",
        ),
        (["--provider", "kind", *IMAGES], "kind delete cluster --name played"),
        (["--provider", "k3d", *IMAGES], "k3d cluster delete played"),
        (["--provider", "minikube", *IMAGES], "minikube delete --profile played"),
    ],
)
def test_it_is_that_of_the_cluster_the_run_was_on(words: list[str], command: str) -> None:
    assert removal_command(read_options(words), RUN_ID, "played") == command


def test_of_a_boot_that_was_interrupted_is_left_what_its_folder_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "boxes_dir", lambda: tmp_path)
    monkeypatch.setattr(own, "name_of_this_box", lambda: "run-7")
    assert own.left_of_interrupted_boot() == []
    (tmp_path / "run-7").mkdir()
    assert own.left_of_interrupted_boot() == ["kubebox run-7: its removal was interrupted"]
