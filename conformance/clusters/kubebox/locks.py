"""Locks on folders: held by an open file, so that the kernel lets go however the holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FolderLock:
    """A lock on a folder that exists; no file is made for it."""

    def __init__(self, descriptor: int) -> None:
        """Own an open descriptor of a locked folder."""
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go, once or more often."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def try_lock(folder: Path) -> FolderLock | None:
    """Lock a folder at once, or return None where another process holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return FolderLock(descriptor)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Make the folder and let one process of this machine at a time be in here.

    Whoever leaves removes the folder and its parent where they are empty: then the lock of those who wait is
    one on a folder that is gone, so they try again.
    """
    while True:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_still(folder, descriptor):
            break
        os.close(descriptor)
    try:
        yield
    finally:
        with suppress(OSError):
            folder.rmdir()
            folder.parent.rmdir()
        os.close(descriptor)


def _is_still(folder: Path, descriptor: int) -> bool:
    try:
        return folder.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
