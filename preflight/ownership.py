"""Under sudo, what was made belongs to the user who called."""

from __future__ import annotations

import os
from pathlib import Path

from preflight.places import Caller, calling_user

KEEP_AS_THEY_ARE = frozenset({"stores", "base", ".git"})
"""Folders whose files have owners that mean something: container file systems, the Debian base."""


def give_to_caller(*places: Path) -> None:
    """Hand `places` and all below them that root owns to the user who called sudo; else do nothing."""
    caller = calling_user()
    if caller is None:
        return
    for place in places:
        _give(place, caller)
        for folder, folders, files in os.walk(place):
            folders[:] = [name for name in folders if name not in KEEP_AS_THEY_ARE]
            for name in folders + files:
                _give(Path(folder, name), caller)


def _give(path: Path, caller: Caller) -> None:
    try:
        if path.lstat().st_uid == 0:
            os.chown(path, caller.uid, caller.gid, follow_symlinks=False)
    except FileNotFoundError:
        return
