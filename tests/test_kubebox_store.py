from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox.store import CONTENT, SNAPSHOTTER, Store, claim

OVERLAY = f"{SNAPSHOTTER}overlayfs"
META = "io.containerd.metadata.v1.bolt/meta.db"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return claim(tmp_path / "stores", "these images")


def _write(store: Store, path: str, text: str) -> None:
    file = store.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _fill(store: Store) -> None:
    store.reset("these images")
    _write(store, f"{CONTENT}/blobs/sha256/abc", "layer")
    _write(store, f"{OVERLAY}/snapshots/1/fs/layer", "unpacked")
    _write(store, f"{OVERLAY}/metadata.db", "one snapshot")
    _write(store, META, "one image")
    store.seal("these images")


def test_a_new_store_holds_nothing(store: Store) -> None:
    assert not store.reset("these images")
    assert list(store.root.iterdir()) == []


def test_two_boxes_never_share_a_store(tmp_path: Path) -> None:
    first, second = claim(tmp_path, "these images"), claim(tmp_path, "these images")
    assert (first.folder.name, second.folder.name) == ("0", "1")
    first.lock.release()
    assert claim(tmp_path, "these images").folder.name == "0"


def test_a_box_with_other_images_leaves_the_stores_of_the_usual_ones_alone(tmp_path: Path) -> None:
    filled = [claim(tmp_path, "these images") for _ in range(3)]
    for store in filled:
        _fill(store)
        store.lock.release()
    other = claim(tmp_path, "other images")
    assert other.folder.name == "2"
    assert not other.reset("other images")
    other.seal("other images")
    other.lock.release()
    assert [claim(tmp_path, "these images").folder.name for _ in range(2)] == ["0", "1"]
    assert claim(tmp_path, "other images").reset("other images")
    assert claim(tmp_path, "these images").folder.name == "3"


def test_images_stay_and_everything_else_of_a_former_box_goes(store: Store) -> None:
    _fill(store)
    _write(store, META, "one image and a container")
    _write(store, f"{OVERLAY}/metadata.db", "two snapshots")
    _write(store, f"{OVERLAY}/snapshots/2/fs/data", "written by a container")
    _write(store, "io.containerd.grpc.v1.cri/sandboxes/abc/state", "a pod")
    assert store.reset("these images")
    assert (store.root / META).read_text() == "one image"
    assert (store.root / OVERLAY / "metadata.db").read_text() == "one snapshot"
    assert (store.root / OVERLAY / "snapshots/1/fs/layer").read_text() == "unpacked"
    assert (store.root / CONTENT / "blobs/sha256/abc").read_text() == "layer"
    assert not (store.root / OVERLAY / "snapshots/2").exists()
    assert not (store.root / "io.containerd.grpc.v1.cri/sandboxes").exists()


def test_other_images_empty_the_store(store: Store) -> None:
    _fill(store)
    assert not store.reset("other images")
    assert list(store.root.iterdir()) == []
    assert not store.reset("these images")


def test_a_store_whose_filling_was_cut_short_is_filled_again(store: Store) -> None:
    store.reset("these images")
    _write(store, META, "half an image")
    assert not store.reset("these images")
    assert not (store.root / META).exists()


def test_tidying_removes_what_containers_wrote(store: Store) -> None:
    _fill(store)
    _write(store, f"{OVERLAY}/snapshots/2/fs/data", "written by a container")
    store.tidy()
    assert [path.name for path in (store.root / OVERLAY / "snapshots").iterdir()] == ["1"]


def test_tidying_an_unfilled_store_does_nothing(store: Store) -> None:
    store.tidy()
    assert not store.root.exists()


def test_what_was_found_out_about_the_file_system_is_kept(store: Store) -> None:
    assert store.snapshotter == ""
    store.remember_snapshotter("native")
    assert store.snapshotter == "native"
