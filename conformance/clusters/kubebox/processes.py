"""Processes that are known beyond doubt: a pid alone may belong to somebody else by now."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessIdentity:
    """A process of this boot: its pid, and the clock tick since boot at which it started."""

    pid: int
    started: int
    boot: str
    """The kernel's random identifier of this boot: after a restart the same pid and tick mean nothing."""


def boot_identifier() -> str:
    """Return the kernel's identifier of this boot."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def identify(pid: int) -> ProcessIdentity | None:
    """Return the identity of a process that runs now; None where there is none (a zombie is none)."""
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    # proc(5): the name may hold anything, so fields are counted from its closing bracket; state is the
    # third field of all and the start time the 22nd.
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX":
        return None
    return ProcessIdentity(pid, int(fields[19]), boot_identifier())


def is_alive(identity: ProcessIdentity) -> bool:
    """Tell whether that very process runs."""
    return identify(identity.pid) == identity


def is_stopped(identity: ProcessIdentity) -> bool:
    """Tell whether that very process is stopped by a signal."""
    try:
        stat = (PROC / str(identity.pid) / "stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "T"


def children(pid: int) -> list[int]:
    """Return the pids of the children that any thread of a process has started."""
    found: list[int] = []
    with suppress(OSError):
        for thread in (PROC / str(pid) / "task").iterdir():
            # A thread that ends meanwhile has handed its children on to another.
            with suppress(OSError):
                found += map(int, (thread / "children").read_text().split())
    return found


def send(identity: ProcessIdentity, number: signal.Signals) -> bool:
    """Send a signal to that very process and tell whether it was there; a recycled pid is never hit."""
    try:
        handle = os.pidfd_open(identity.pid)
    except OSError:
        return False
    try:
        # The handle holds the process of now: if that is the one meant, the signal cannot miss.
        if not is_alive(identity):
            return False
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, number)
        return True
    finally:
        os.close(handle)


def held_bytes(pid: int) -> int:
    """Return how much memory a process holds, in bytes, its share of what it shares; 0 where it is gone.

    Components are one program, so that their resident sizes would count the same pages many times.
    """
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    shares = [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
    return sum(shares) * 1024


def members(init: ProcessIdentity) -> set[int]:
    """Return the pids of all processes of a box: in the pid namespace of its process 1, or their children.

    A container has a namespace of its own inside that of the box.
    """
    namespace = _namespace(init.pid)
    if namespace is None:
        return set()
    pids = [int(folder.name) for folder in PROC.iterdir() if folder.name.isdigit()]
    found = {pid for pid in pids if _namespace(pid) == namespace}
    while more := {child for pid in found for child in children(pid)} - found:
        found |= more
    return found


def _namespace(pid: int) -> Path | None:
    try:
        return (PROC / str(pid) / "ns/pid").readlink()
    except OSError:
        return None
