"""Where toxw keeps things, and whose they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Mapping, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project."""
SUITE = ROOT / ".tox" / "suite"
"""The one environment that all verbs share."""


class Caller(NamedTuple):
    """The user that typed sudo."""

    uid: int
    gid: int
    home: Path


def calling_user(environ: Mapping[str, str] = os.environ) -> Optional[Caller]:
    """Return who called sudo, or None where nobody did."""
    by_sudo = environ.get("SUDO_UID", "")
    if by_sudo in ("", "0") or not by_sudo.isdigit() or os.geteuid() != 0:
        return None
    import pwd  # not there on every system that can print this program's messages

    try:
        entry = pwd.getpwuid(int(by_sudo))
    except KeyError:
        return None
    return Caller(entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the project's cache folder: XDG's, in the calling user's home under sudo."""
    named = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):  # noqa: PTH117 — relative ones are to be ignored, says XDG
        base = Path(named)
    else:
        caller = calling_user(environ)
        home = caller.home if caller else Path(os.path.expanduser("~"))  # noqa: PTH111 — never raises
        base = home / ".cache"
    return base / "keystone-conformance"


def toxw_dir() -> Path:
    """Return the folder of toxw's own venvs, logs and records."""
    return cache_dir() / "toxw"
