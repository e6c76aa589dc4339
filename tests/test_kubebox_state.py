from __future__ import annotations

import json
from dataclasses import replace
from os import getpid
from pathlib import Path

import pytest

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import ProcessIdentity, identify
from conformance.clusters.kubebox.state import BoxState, NodeState, RunningComponent, load, save
from conformance.errors import SetUpFailed

SOMEBODY = ProcessIdentity(1234, 5678, "a boot")
STATE = BoxState(
    name="x",
    fingerprint="0123",
    block="198.18.7.0/24",
    node="kubebox-x",
    control_group="kubebox-x",
    store="/stores/0",
    programs="/programs",
    holder=SOMEBODY,
    kept_by_daemon=True,
    started_at=1.5,
    ready_after_s=3.25,
    init=SOMEBODY,
    components=(RunningComponent("etcd", SOMEBODY, SOMEBODY),),
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save(STATE, BoxFolder(tmp_path))
    assert load(BoxFolder(tmp_path)) == STATE


def test_several_nodes_are_saved_with_their_processes_and_one_of_an_older_suite_has_none(
    tmp_path: Path,
) -> None:
    folder, nodes = BoxFolder(tmp_path), (NodeState("kubebox-x-1", SOMEBODY), NodeState("kubebox-x-2", None))
    save(replace(STATE, nodes=nodes), folder)
    loaded = load(folder)
    assert loaded is not None
    assert loaded.nodes == nodes
    document = json.loads(folder.state_file.read_text())
    del document["nodes"]
    folder.state_file.write_text(json.dumps(document))
    assert load(folder) == STATE


def test_a_box_that_took_nothing_yet_has_no_state(tmp_path: Path) -> None:
    assert load(BoxFolder(tmp_path)) is None


def test_what_a_later_version_added_is_passed_over(tmp_path: Path) -> None:
    folder = BoxFolder(tmp_path)
    save(STATE, folder)
    document = json.loads(folder.state_file.read_text())
    folder.state_file.write_text(json.dumps(document | {"colour": "green"}))
    assert load(folder) == STATE


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}'])
def test_a_state_that_cannot_be_read_is_not_taken_for_a_dead_box(tmp_path: Path, text: str) -> None:
    folder = BoxFolder(tmp_path)
    folder.state_file.write_text(text)
    with pytest.raises(SetUpFailed, match=r"box\.json"):
        load(folder)


def test_a_box_is_held_as_long_as_its_holder_lives() -> None:
    me = identify(getpid())
    assert me is not None
    assert replace(STATE, holder=me).is_held
    assert not STATE.is_held


def test_every_process_is_known_for_removal() -> None:
    assert list(STATE.processes) == [SOMEBODY] * 3
