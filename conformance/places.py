"""Where the suite keeps what it makes, and whom that belongs to.

Caches belong to the calling user, under sudo too. Only the state of running boxes is the machine's.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "keystone-conformance"
MACHINE = Path("/var/lib/kubebox")


@dataclass(frozen=True)
class Caller:
    """The person who typed the command: under sudo not root, but who called sudo."""

    uid: int
    gid: int
    home: Path


def caller(environment: Mapping[str, str] = os.environ) -> Caller:
    """Return the calling user; SUDO_UID counts only where the process really is root."""
    by_sudo = environment.get("SUDO_UID", "")
    if os.geteuid() == 0 and by_sudo.isdigit():
        person = pwd.getpwuid(int(by_sudo))
        return Caller(person.pw_uid, person.pw_gid, Path(person.pw_dir))
    home = environment.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    return Caller(os.geteuid(), os.getegid(), Path(home))


def cache_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the suite's cache folder, which may not exist yet.

    XDG base directory rules: $XDG_CACHE_HOME where it is an absolute path, else ~/.cache of the caller.
    """
    named = Path(environment.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else caller(environment).home / ".cache") / NAME


def stores_dir(cache: Path | None = None) -> Path:
    """Return the folder of the image stores (containerd's root folders) that are kept between runs."""
    return (cache or cache_dir()) / "stores"


def boxes_dir() -> Path:
    """Return the folder that holds the state of every running box of this machine."""
    return MACHINE / "boxes"


def made_for_caller(folder: Path) -> Path:
    """Make a folder with its missing parents, each owned by the caller, and return it."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        _give(path, caller())
    return folder


def give_to_caller(path: Path) -> None:
    """Make the caller the owner of a file or of a folder with all that is in it; links are not followed."""
    owner = caller()
    if owner.uid == os.geteuid():
        return
    _give(path, owner)
    if path.is_dir() and not path.is_symlink():
        for inner in path.rglob("*"):
            _give(inner, owner)


def _give(path: Path, owner: Caller) -> None:
    if owner.uid != os.geteuid():
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
