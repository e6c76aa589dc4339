from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from conformance.clusters.kubebox import old_sets as module
from conformance.clusters.kubebox.old_sets import UNUSED_S, note_use, old_sets, remove_old_sets

NOW = time.time()


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with five sets, each unused for longer than the one before, by 0, 10, 20 … days."""
    monkeypatch.setattr(module, "box_folders", list)
    for number in range(5):
        folder = tmp_path / f"set{number}"
        (folder / "part").mkdir(parents=True)
        os.utime(folder, (NOW, NOW - number * 10 * 24 * 3600))
    (tmp_path / ".unfinished").mkdir()
    os.utime(tmp_path / ".unfinished", (0, 0))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_sets_long_unused_are_removed_but_for_the_last(sets: Path) -> None:
    remove_old_sets(sets / "set0")
    assert names(sets) == [".unfinished", "set0", "set1", "set2"]


def test_sets_used_lately_stay_however_many(sets: Path) -> None:
    note_use(*(sets / f"set{number}" for number in range(5)))
    assert old_sets(sets, NOW) == []


def test_few_sets_stay_however_old(sets: Path) -> None:
    later = NOW + 10 * UNUSED_S
    assert [path.name for path in old_sets(sets, later)] == ["set3", "set4"]


def test_nothing_is_removed_while_a_box_is_up(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_boxes_are_up", lambda: True)
    remove_old_sets(sets / "set0")
    assert len(names(sets)) == 6
