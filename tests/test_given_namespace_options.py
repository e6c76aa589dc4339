"""`--namespace`: what may be given, where it comes from, and what the plan and the sweep say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.inputs import read_inputs
from conformance.plan.told import plan_lines
from conformance.sweep.command import sweep_command
from tests.played_api import created, played_api, recorded
from tests.played_cluster import RUN
from tests.played_http import Asked, Reply
from tests.test_bad_input import KUBECONFIG


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--context", "a", "--namespace", "Team"], "is no name of a namespace"),
        (["--context", "a", "--namespace", "kube-system"], "it is the cluster's own"),
        (["--namespace", "team-a"], "of which cluster?"),
        (["--context", "a", "--namespace", "team-a", "--keep"], "room for one only"),
        (["--context", "a", "--namespace", "team-a", "-n", "2"], "room for one only"),
    ],
)
def test_a_namespace_that_cannot_be_given_is_told(words: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said.replace("?", r"\?")):
        read_options(words)


def test_a_pod_may_be_given_its_own_namespace() -> None:
    assert read_options(["--in-cluster", "--namespace", "team-a"]).namespace == "team-a"


def test_an_environment_may_give_one_and_a_box_is_another_cluster(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text('[environments.a]\ncontext = "here"\nnamespace = "team-a"\n', encoding="utf-8")
    words = ["--config", str(file), "--environment", "a"]
    assert read_options(words).namespace == "team-a"
    assert read_options([*words, "--namespace", "team-b"]).namespace == "team-b"
    assert read_options([*words, "--box", "mine"]).namespace is None


@pytest.mark.parametrize(("answer", "is_told"), [("not-found", True), ("no-right", False)])
def test_a_namespace_that_is_not_there_is_bad_input(answer: str, is_told: bool, tmp_path: Path) -> None:
    def play(asked: Asked) -> Reply:
        return recorded(answer) if asked.method == "GET" else created(asked)

    images = ("--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1")
    with played_api(play) as (_, server):
        file = tmp_path / "kubeconfig"
        file.write_text(KUBECONFIG.format(server=server.url), encoding="utf-8")
        asked = read_options(["--kubeconfig", str(file), "--namespace", "team-b", *images])
        if is_told:
            with pytest.raises(BadInput, match="--namespace team-b: it is not there"):
                read_inputs(asked)
        else:
            assert read_inputs(asked).existing is not None


def test_the_sweep_and_the_plan_are_of_the_namespace(tmp_path: Path) -> None:
    given = read_options(["--context", "here", "--namespace", "team-a"])
    assert sweep_command(given, RUN) == f"./toxw -e sweep -- --context here --namespace team-a --run {RUN}"
    file = tmp_path / "kubeconfig"
    file.write_text(KUBECONFIG.format(server="https://127.0.0.1:1"), encoding="utf-8")
    plan = plan_lines(read_options(["--kubeconfig", str(file), "--namespace", "team-a", "--only", "pods_1"]))
    assert [line for line in plan if "none, in team-a one stack at a time" in line]
