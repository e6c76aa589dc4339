"""`./toxw --undo`: takes away everything that was installed, built and cached."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import List

from preflight.addresses import is_guarded
from preflight.consent import ask
from preflight.install import APT, apt, recorded_packages
from preflight.machine import text_of
from preflight.outcome import BAD_INPUT, Stop
from preflight.ownership import holds_folder_of
from preflight.packages import STATUS_FILE, installed_packages
from preflight.places import ROOT, SUITE, cache_dir

MACHINE_STATE = Path("/var/lib/kubebox")
"""Where the clusters of this machine, of all users, are written down (conformance.places)."""
ROUTES = "/proc/net/route"


def undo(yes: bool) -> None:
    """End all boxes, remove their guard routes, the packages that toxw installed, the cache and .tox.

    Raises Stop: 4 where the caller says no or is not root while something of root's is to go, 6 where a
    removal fails.
    """
    packages = sorted(set(recorded_packages()) & _installed())
    _require_root(packages)
    print("toxw: this takes away", file=sys.stderr)
    print("  every cluster that the suite made on this machine, and its guard routes", file=sys.stderr)
    if packages:
        print(f"  the packages that toxw installed: {' '.join(packages)}", file=sys.stderr)
    print(f"  {cache_dir()}\n  {ROOT / '.tox'}", file=sys.stderr)
    ask("Go on?", yes)
    _end_boxes()
    if packages:
        _remove_packages(packages)
    if MACHINE_STATE.is_dir() and os.geteuid() == 0 and not any(MACHINE_STATE.glob("boxes/*")):
        _delete(MACHINE_STATE)
    _delete(cache_dir())
    _delete(ROOT / ".tox")
    print("toxw: done; reports/ is left as it is", file=sys.stderr)


def _require_root(packages: List[str]) -> None:
    if os.geteuid() != 0 and (packages or MACHINE_STATE.exists() or _left_by_clusters()):
        what = "packages, clusters, routes or folders"
        raise Stop(BAD_INPUT, f"toxw: {what} of root's are to go: sudo ./toxw --undo")


def _left_by_clusters() -> bool:
    """Return whether something of root's is there though no cluster is: guard routes, stores of images."""
    return is_guarded(text_of(ROUTES)) or holds_folder_of(0, cache_dir())


def _end_boxes() -> None:
    """Let the suite's own verb end the boxes, where there can be any."""
    python = SUITE / "bin" / "python"
    if os.geteuid() != 0 or not python.exists():
        return
    words = [str(python), "-P", "-m", "verbs.cluster", "down", "--all", "--guard"]
    if subprocess.run(words, check=False).returncode != 0:
        print("toxw: the clusters could not all be ended, see above; going on", file=sys.stderr)


def _remove_packages(packages: List[str]) -> None:
    """Purge the packages, unless something that came later rests on one of them."""
    words = [*APT, "purge", *packages]
    simulation = ["apt-get", "--simulate", *words[1:]]
    told = subprocess.run(simulation, check=False, capture_output=True, encoding="utf-8", errors="replace")
    others = set(re.findall(r"^(?:Purg|Remv) (\S+)", told.stdout, re.MULTILINE)) - set(packages)
    if others:
        print(
            f"toxw: the packages stay, as {' '.join(sorted(others))} would go with them; by hand: "
            f"apt-get purge {' '.join(packages)}",
            file=sys.stderr,
        )
        return
    # Not in the cache, where other logs live: that is about to go.
    with tempfile.TemporaryDirectory() as folder:
        apt(words, Path(folder, "log"), "removing packages")


def _installed() -> "frozenset[str]":
    try:
        return installed_packages(Path(STATUS_FILE).read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return frozenset()


def _delete(place: Path) -> None:
    """Remove a tree, Go's read-only module folders too."""
    for folder, _, _ in os.walk(place):
        with suppress(PermissionError):  # somebody else's: what is left of it is told below
            os.chmod(folder, 0o700)  # noqa: PTH101 — a name from os.walk
    shutil.rmtree(place, ignore_errors=True)
    if place.exists():
        print(f"toxw: {place} could not be removed altogether", file=sys.stderr)
