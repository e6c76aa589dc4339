"""Which lines of a box's logs a run copies: of its own box all, of one that others used what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.logs import copy_logs, lengths


@pytest.fixture
def folder(tmp_path: Path) -> BoxFolder:
    box = BoxFolder(tmp_path / "box")
    write(box, "kubelet.log", "booted\n")
    write(box, "etcd.log", "")
    return box


def write(box: BoxFolder, name: str, text: str) -> None:
    box.logs.mkdir(parents=True, exist_ok=True)
    with (box.logs / name).open("a", encoding="utf-8") as log:
        log.write(text)


def texts(files: list[Path]) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def test_every_log_of_ones_own_box_is_copied(folder: BoxFolder, tmp_path: Path) -> None:
    pod = folder.pod_logs / "default_keystone-db_1" / "db" / "0.log"
    pod.parent.mkdir(parents=True)
    pod.write_text("ready\n", encoding="utf-8")
    copied = copy_logs(folder, tmp_path / "copy")
    assert texts(copied) == {"kubelet.log": "booted\n", "etcd.log": "", "0.log": "ready\n"}
    assert tmp_path / "copy" / "pods" / "default_keystone-db_1" / "db" / "0.log" in copied


def test_of_a_box_that_others_used_only_what_was_written_since_is_copied(
    folder: BoxFolder, tmp_path: Path
) -> None:
    before = lengths(folder)
    write(folder, "kubelet.log", "pod made\n")
    write(folder, "etcd.log", "compacted\n")
    write(folder, "scheduler.log", "")
    copied = copy_logs(folder, tmp_path / "copy", before)
    assert texts(copied) == {"kubelet.log": "pod made\n", "etcd.log": "compacted\n", "scheduler.log": ""}


def test_a_log_in_which_nothing_was_written_since_is_left_out(folder: BoxFolder, tmp_path: Path) -> None:
    before = lengths(folder)
    assert "kubelet.log" not in texts(copy_logs(folder, tmp_path / "copy", before))


def test_a_log_that_was_begun_anew_is_copied_whole(folder: BoxFolder, tmp_path: Path) -> None:
    before = lengths(folder)
    (folder.logs / "kubelet.log").write_text("new\n", encoding="utf-8")
    assert texts(copy_logs(folder, tmp_path / "copy", before))["kubelet.log"] == "new\n"
