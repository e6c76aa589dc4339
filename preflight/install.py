"""Installs Debian packages, and writes down which, so that they can be taken away again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import List, Sequence

from preflight.outcome import Stop
from preflight.packages import STATUS_FILE, installed_packages
from preflight.places import toxw_dir
from preflight.quiet_command import run_quietly

APT = ("apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120")
LISTS = Path("/var/lib/apt/lists")


def record_file() -> Path:
    """Return the file that names the packages toxw installed, one a line."""
    return toxw_dir() / "installed.txt"


def install(packages: Sequence[str]) -> None:
    """Install `packages` and what they depend on.

    Raises Stop (6) where apt-get fails, with the log's last lines.
    """
    print(f"toxw: installing {' '.join(packages)} …", file=sys.stderr)
    log = toxw_dir() / "packages.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    before = _installed_now()
    try:
        _install(packages, log)
    finally:
        _write_down(_installed_now() - before)


def _install(packages: Sequence[str], log: Path) -> None:
    words = [*APT, "install", "--no-install-recommends", *packages]
    if any(LISTS.glob("*_Packages*")):
        try:
            return apt(words, log, "installing packages")
        except Stop:  # the lists may be older than what the mirror still has
            pass
    apt([*APT, "update"], log, "reading the package lists (apt-get update)")
    return apt(words, log, "installing packages")


def apt(words: Sequence[str], log: Path, what: str) -> None:
    """Run apt-get without questions; raises Stop (6) where it fails."""
    # needrestart (Ubuntu) would ask which services to restart: it is only to list them
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
    run_quietly(words, log, what, environ)


def _installed_now() -> "frozenset[str]":
    return installed_packages(Path(STATUS_FILE).read_text(encoding="utf-8", errors="replace"))


def _write_down(names: "frozenset[str]") -> None:
    known = recorded_packages()
    record_file().write_text("".join(f"{name}\n" for name in sorted({*known, *names})), encoding="utf-8")


def recorded_packages() -> List[str]:
    """Return the packages that toxw has installed on this machine."""
    try:
        return record_file().read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
