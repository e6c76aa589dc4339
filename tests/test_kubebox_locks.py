from __future__ import annotations

from pathlib import Path

from conformance.clusters.kubebox.locks import one_at_a_time, try_lock


def test_a_folder_is_locked_once(tmp_path: Path) -> None:
    lock = try_lock(tmp_path)
    assert lock is not None
    assert try_lock(tmp_path) is None
    lock.release()
    lock.release()
    again = try_lock(tmp_path)
    assert again is not None
    again.release()


def test_whoever_leaves_an_empty_folder_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "kubebox/boxes"
    with one_at_a_time(folder):
        assert folder.is_dir()
        assert try_lock(folder) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_a_box_in_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "kubebox/boxes"
    with one_at_a_time(folder):
        (folder / "x").mkdir()
    assert (folder / "x").is_dir()
    with one_at_a_time(folder):
        (folder / "x").rmdir()
    assert not folder.parent.exists()
