"""What the preflight reads of a machine: files only, so that it takes milliseconds."""

from __future__ import annotations

import os
import platform
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Dict, NamedTuple, Tuple

from preflight.packages import STATUS_FILE
from preflight.places import ROOT, cache_dir


class Machine(NamedTuple):
    """The facts that the survey judges."""

    system: str
    cpu: str
    is_root: bool
    python: Tuple[int, int]
    has_venv: bool
    os_release: Dict[str, str]
    dpkg_status: str
    mountinfo: str
    route: str
    fib_trie: str
    free_disk: int
    """Bytes that the cache's file system has left."""
    available_memory: int
    """Bytes that can be had without swapping; 0 where nobody knows."""
    is_built: bool
    """Whether a run before has left programs and images in the cache."""
    has_good_go: bool

    @property
    def is_debian_like(self) -> bool:
        """Whether packages come by apt-get."""
        names = {self.os_release.get("ID", ""), *self.os_release.get("ID_LIKE", "").split()}
        return bool(names & {"debian", "ubuntu"})


def this_machine() -> Machine:
    """Read this machine."""
    return Machine(
        system=sys.platform,
        cpu=platform.machine(),
        is_root=getattr(os, "geteuid", lambda: 1)() == 0,
        python=(sys.version_info[0], sys.version_info[1]),
        has_venv=find_spec("venv") is not None and find_spec("ensurepip") is not None,
        os_release=read_os_release(text_of("/etc/os-release")),
        dpkg_status=text_of(STATUS_FILE),
        mountinfo=text_of("/proc/self/mountinfo"),
        route=text_of("/proc/net/route"),
        fib_trie=text_of("/proc/net/fib_trie"),
        free_disk=_free_disk(cache_dir()),
        available_memory=read_available_memory(text_of("/proc/meminfo")),
        is_built=all(any((cache_dir() / part).glob("*")) for part in ("programs", "images")),
        has_good_go=_has_good_go(),
    )


def read_os_release(text: str) -> Dict[str, str]:
    """Return the variables of an os-release file."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def read_available_memory(meminfo: str) -> int:
    """Return MemAvailable of /proc/meminfo in bytes; 0 where it is not told."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else 0


def needed_go(root: Path = ROOT) -> Tuple[int, ...]:
    """Return the newest version that the `go` lines of kubebox's modules ask for."""
    texts = [path.read_text(encoding="utf-8") for path in root.glob("kubebox/*/go.mod")]
    told = (re.search(r"^go (\S+)", text, re.MULTILINE) for text in texts)
    return max((_version(found.group(1)) for found in told if found), default=())


def _has_good_go() -> bool:
    """Return whether a Go on PATH is new enough, by the file VERSION of its own folder."""
    import shutil

    # Where go.dev says to unpack it is where sudo's PATH does not look.
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None:
        return False
    told = re.match(r"go([\d.]+)", text_of(str(Path(go).resolve().parent.parent / "VERSION")))
    return told is not None and _version(told.group(1)) >= needed_go()


def _version(text: str) -> Tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _free_disk(place: Path) -> int:
    """Return the bytes free where `place` is, or will be."""
    there = next(path for path in (place, *place.parents) if path.exists())
    told = os.statvfs(there)
    return told.f_bavail * told.f_frsize


def text_of(path: str) -> str:
    """Return what a file says, nothing where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
