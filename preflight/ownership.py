"""Under sudo, what was made belongs to the user who called."""

from __future__ import annotations

import os
from pathlib import Path

from preflight.places import ROOT, Caller, cache_dir, calling_user

AS_THEY_ARE = ("stores", "base", "go")
"""Folders of the cache whose files have owners that mean something (container file systems, the Debian
base), or have the calling user as owner from the start (what Go downloads and compiles)."""


def give_everything_to_caller() -> None:
    """Hand what root owns in the clone and in the cache to the user who called sudo; else do nothing."""
    caller = calling_user()
    if caller is None:
        return
    cache = cache_dir()
    if cache.parent == caller.home / ".cache":
        _give(str(cache.parent), caller)
    _give_tree(cache, caller, frozenset(str(cache / name) for name in AS_THEY_ARE))
    # A clone of root's own stays root's.
    if ROOT.stat().st_uid == caller.uid:
        _give_tree(ROOT, caller, frozenset([str(ROOT / ".git")]))


def holds_folder_of(uid: int, place: Path) -> bool:
    """Return whether a folder in the tree `place`, or `place` itself, belongs to that user.

    Who may empty a folder may delete it, whosever the files are.
    """
    folders = [str(place)] if place.exists() else []
    for folder, names, _ in os.walk(place):
        # By the names in it: one that nobody else may read is not walked into.
        folders += (os.path.join(folder, name) for name in names)  # noqa: PTH118 — pathlib is slow
    return any(os.lstat(folder).st_uid == uid for folder in folders)


def _give_tree(top: Path, caller: Caller, leave: "frozenset[str]") -> None:
    _give(str(top), caller)
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in leave]  # noqa: PTH118 — pathlib is slow
        for name in folders + files:
            _give(os.path.join(folder, name), caller)  # noqa: PTH118 — pathlib is slow


def _give(path: str, caller: Caller) -> None:
    try:
        if os.lstat(path).st_uid == 0:
            os.chown(path, caller.uid, caller.gid, follow_symlinks=False)
    except FileNotFoundError:  # somebody else's lock or temporary file
        return
