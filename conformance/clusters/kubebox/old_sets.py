"""Removes sets of programs and images that nothing uses any more: each takes some 300 MB."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.state import BoxState, box_folders, load
from conformance.errors import SetUpFailed

KEPT = 3
"""So many sets stay in any case: this clone's, and those of two others or of two other branches."""
UNUSED_S = 14 * 24 * 3600
"""Two weeks: a set that was used since stays."""


def note_use(*sets: Path) -> None:
    """Note that the sets are used now."""
    for folder in sets:
        os.utime(folder)


def remove_old_sets(*newest: Path) -> None:
    """Remove the sets beside these that were not used for long; to be called with their folders locked.

    While a box is up none is: it may be made from any of them.
    """
    if not _boxes_are_up():
        for folder in newest:
            for old in old_sets(folder.parent, time.time()):
                _remove(old)


def old_sets(folder: Path, now: float) -> list[Path]:
    """Return the sets in a folder that are neither among the KEPT last used nor used within UNUSED_S."""
    sets = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    by_use = sorted(sets, key=lambda path: path.stat().st_mtime, reverse=True)
    return [path for path in by_use[KEPT:] if now - path.stat().st_mtime > UNUSED_S]


def _boxes_are_up() -> bool:
    return any(state is None or state.is_held for state in map(_state, box_folders()))


def _state(folder: BoxFolder) -> BoxState | None:
    try:
        return load(folder)
    except SetUpFailed:
        return None  # of another version of the suite: who knows what it uses


def _remove(folder: Path) -> None:
    # under another name first: half a set must not be taken for a whole one
    removed = folder.rename(folder.with_name(f".removed-{folder.name}"))
    shutil.rmtree(removed, ignore_errors=True)
