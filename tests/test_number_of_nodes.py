"""`--nodes`: typed, or in an environment; of a box that is up already, that it has as many."""

from __future__ import annotations

from dataclasses import replace
from os import getpid
from pathlib import Path

import pytest

from conformance import places
from conformance.clusters.kubebox.kept import find_kept
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.processes import identify
from conformance.clusters.kubebox.state import NodeState, folder_of, save
from conformance.clusters.kubebox.stopped_nodes import known_node, start_node
from conformance.command_line import read_options
from conformance.errors import BadInput
from tests.test_kubebox_state import STATE


def test_without_a_word_there_is_one() -> None:
    assert read_options([]).nodes == 1
    assert read_options(["--nodes", "3"]).nodes == 3


@pytest.mark.parametrize("count", ["0", "10", "-1", "many"])
def test_a_number_that_cannot_be_is_refused(count: str) -> None:
    with pytest.raises(BadInput, match="--nodes"):
        read_options(["--nodes", count])


@pytest.mark.parametrize(
    "other",
    [("--box", "x"), ("--context", "x"), ("--kubeconfig", "x"), ("--provider", "kind"), ("--in-cluster",)],
)
def test_a_cluster_that_is_there_has_the_nodes_that_it_has(other: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="another cluster is named"):
        read_options(["--nodes", "3", *other])


def test_an_environment_may_say_it_and_another_cluster_typed_wins(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text("[environments.three]\nnodes = 3\n", encoding="utf-8")
    words = ["--config", str(file), "--environment", "three"]
    assert read_options(words).nodes == 3
    assert read_options([*words, "--nodes", "2"]).nodes == 2
    for other in (("--box", "x"), ("--context", "x"), ("--provider", "kind"), ("--in-cluster",)):
        assert read_options([*words, *other]).nodes == 1


@pytest.mark.parametrize(
    ("has", "wanted", "used"), [(1, 1, True), (3, 3, True), (1, 3, False), (3, 1, False)]
)
def test_a_kept_box_is_used_where_it_has_as_many(
    has: int, wanted: int, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MACHINE", tmp_path)
    me = identify(getpid())
    assert me is not None
    nodes = tuple(NodeState(f"kubebox-x-{number}", None) for number in range(has)) if has > 1 else ()
    folder = folder_of("x")
    folder.path.mkdir(parents=True)
    save(replace(STATE, holder=me, nodes=nodes), folder)
    said: list[str] = []
    found = find_kept(BoxOptions("x", nodes=wanted), STATE.fingerprint, said.append)
    assert (found is not None) is used
    assert said == ([] if used else [f"The box 'x' has {has} of {wanted} nodes, and is not used."])


def test_a_node_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="has one node"):
        known_node(STATE, "kubebox-x")
    several = replace(STATE, nodes=(NodeState("kubebox-x-1", None), NodeState("kubebox-x-2", None)))
    with pytest.raises(BadInput, match="its nodes are kubebox-x-1, kubebox-x-2"):
        known_node(several, "kubebox-x-3")
    assert known_node(several, "kubebox-x-2").name == "kubebox-x-2"


def test_a_node_of_a_runs_own_box_is_left_to_the_run() -> None:
    of_a_run = replace(STATE, kept_by_daemon=False, nodes=(NodeState("kubebox-x-1", None),))
    with pytest.raises(BadInput, match="belongs to a run"):
        start_node(folder_of("x"), of_a_run, "kubebox-x-1")
