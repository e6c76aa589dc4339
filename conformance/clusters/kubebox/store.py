"""The image stores that are kept between runs: containerd's root folders, one a running box.

A store is *sealed* once the images are in it: everything small that containerd wrote then (its databases
above all) is copied aside. Before each boot that copy is put back and every snapshot it does not know is
removed. So images and what was unpacked of them stay, and nothing of a former box does, however it ended.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from conformance.clusters.kubebox.locks import FolderLock, try_lock
from conformance.places import made_for_caller

CONTENT = "io.containerd.content.v1.content"
SNAPSHOTTER = "io.containerd.snapshotter.v1."
BIG = ("blobs", "snapshots")
"""Folders that are left in place: blobs are named by digest, snapshots checked by name."""


@dataclass(frozen=True)
class Store:
    """A store that this process has locked."""

    folder: Path
    lock: FolderLock

    @property
    def root(self) -> Path:
        """The root folder of containerd."""
        return self.folder / "containerd"

    @property
    def _seal(self) -> Path:
        return self.folder / "sealed"

    @property
    def snapshotter(self) -> str:
        """The snapshotter that works on this file system; empty before `remember_snapshotter`."""
        note = self.folder / "snapshotter"
        return note.read_text() if note.exists() else ""

    def remember_snapshotter(self, name: str) -> None:
        """Keep what was found out about the file system."""
        (self.folder / "snapshotter").write_text(name)

    def reset(self, contents: str) -> bool:
        """Make the store fresh and tell whether it holds `contents`; if not it is empty now."""
        if not _holds(self.folder, contents):
            shutil.rmtree(self.root, ignore_errors=True)
            shutil.rmtree(self._seal, ignore_errors=True)
            self.root.mkdir(parents=True)
            return False
        self._put_back()
        return True

    def seal(self, contents: str) -> None:
        """Note that the store holds `contents` and nothing else; containerd must not run."""
        draft = self.folder / "sealing"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(self.root, draft / "small", ignore=_big_and_fleeting)
        names = [path.name for path in self._snapshots()]
        (draft / "snapshots").write_text("\n".join(names))
        (draft / "contents").write_text(contents)
        draft.rename(self._seal)

    def tidy(self) -> None:
        """Remove what a box has written into its containers: it may be much, and the box is gone."""
        if self._seal.exists():
            self._remove_unknown_snapshots()

    def _put_back(self) -> None:
        self._remove_unknown_snapshots()
        for path in self.root.glob("*/*"):
            if path.name not in BIG:
                _remove(path)
        shutil.copytree(self._seal / "small", self.root, dirs_exist_ok=True)

    def _remove_unknown_snapshots(self) -> None:
        known = set((self._seal / "snapshots").read_text().split("\n"))
        for path in self._snapshots():
            if path.name not in known:
                _remove(path)

    def _snapshots(self) -> list[Path]:
        return list(self.root.glob(f"{SNAPSHOTTER}*/snapshots/*"))


def claim(stores: Path, contents: str) -> Store:
    """Lock and return a store that no other box uses; it is made where there is none.

    The first that holds `contents`, else the last there is: the first ones are those that most boxes use.
    """
    there = sorted(
        (path for path in stores.glob("*") if path.name.isdigit()), key=lambda path: -int(path.name)
    )
    fitting = [folder for folder in reversed(there) if _holds(folder, contents)]
    new = (stores / str(number) for number in count(len(there)))
    for folder in chain(fitting, there, new):
        if lock := try_lock(made_for_caller(folder)):
            return Store(folder, lock)
    raise AssertionError("count() does not end")


def _holds(store: Path, contents: str) -> bool:
    try:
        return (store / "sealed" / "contents").read_text() == contents
    except FileNotFoundError:
        # It was never sealed, or who has it just makes it fresh.
        return False


def _big_and_fleeting(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name in (*BIG, "ingest", "tmpmounts")}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
