"""Everything that a machine lacks, in one list. Pure: judges the facts of a `Machine`."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Sequence

from preflight.addresses import free_block
from preflight.cgroups import cgroup_kind
from preflight.machine import Machine
from preflight.packages import BOX_PACKAGES, TEST_PACKAGES, Package, missing_packages

GB = 10**9
CPUS = ("x86_64", "amd64", "aarch64", "arm64")
"""The names by which systems know the two kinds that programs are built for."""
OLDEST_PYTHON = (3, 11)

FIRST_DISK = 10 * GB
"""A first run: Go's modules and build cache, programs, images and one image store; measured, with room."""
NEXT_DISK = 2 * GB
"""A later run: one image store, databases and logs; measured, with room."""
FIRST_MEMORY = 3 * GB
"""Linking the Kubernetes program is the largest moment of a first run."""
NEXT_MEMORY = 2 * GB
"""A whole box with the stack on it was measured at 1.4 GB resident."""


class Lack(NamedTuple):
    """One thing that is missing: its name, why it is needed, and what mends it."""

    name: str
    reason: str
    package: str = ""
    """The Debian package that mends it; empty where none does."""
    remedy: str = ""
    """What to do where no package mends it."""


def survey(machine: Machine, box: bool, instead: str = "", browser: bool = False) -> List[Lack]:
    """Return what `machine` lacks; with `box`, for a cluster of its own too, with `browser` for one of those.

    `instead` says what to do where such a cluster cannot be had.
    """
    lacks = list(_python(machine))
    if box:
        lacks += _base(machine, instead)
        if machine.system == "linux":
            lacks += _packages(machine, BOX_PACKAGES)
            lacks += _resources(machine)
            lacks += _kernel(machine)
    if browser and machine.system == "linux":
        lacks += _packages(machine, TEST_PACKAGES)
    return lacks


def _python(machine: Machine) -> Iterator[Lack]:
    """Python itself, and its module that makes environments."""
    told = "{}.{}".format(*machine.python)
    if machine.python < OLDEST_PYTHON:
        # Ubuntu 22.04 has 3.11 beside its own 3.10; what is older has nothing new enough.
        newer = "python3.11-venv" if machine.os_release.get("VERSION_CODENAME") == "jammy" else ""
        remedy = "install Python 3.11 or newer, then call again"
        yield Lack("Python 3.11", f"the suite is written for it; python3 here is {told}", newer, remedy)
    elif not machine.has_venv:
        remedy = f"install the venv and ensurepip modules of Python {told}"
        yield Lack(f"Python {told}'s venv", "makes the private environment", f"python{told}-venv", remedy)


def _base(machine: Machine, instead: str) -> Iterator[Lack]:
    """What no package can bring."""
    if machine.system != "linux":
        reason = f"a cluster of its own lives in Linux namespaces; this is {machine.system}"
        yield Lack("Linux", reason, "", instead)
        return
    if not machine.is_root:
        reason = "opens the namespaces, links and control groups of the cluster"
        yield Lack("root", reason, "", f"call it with sudo; or {instead}")
    if machine.cpu not in CPUS:
        reason = f"programs are built for amd64 and arm64; this is {machine.cpu}"
        yield Lack("a known cpu", reason, "", instead)


def _packages(machine: Machine, wanted: Sequence[Package]) -> Iterator[Lack]:
    for package in missing_packages(wanted, machine.os_release.get("ID", ""), machine.dpkg_status):
        remedy = f"install {package.name} by your own package manager"
        yield Lack(package.name, package.reason, package.name, remedy)


def _resources(machine: Machine) -> Iterator[Lack]:
    run = "later" if machine.is_built else "first"
    disk = NEXT_DISK if machine.is_built else FIRST_DISK
    if machine.free_disk < disk:
        reason = f"a {run} run needs it; {in_gb(machine.free_disk)} are left"
        yield Lack(f"{in_gb(disk)} of disk", reason, "", "make room, or set XDG_CACHE_HOME=DIR")
    memory = NEXT_MEMORY if machine.is_built else FIRST_MEMORY
    if 0 < machine.available_memory < memory:
        reason = f"a {run} run lives in it; {in_gb(machine.available_memory)} are free"
        yield Lack(f"{in_gb(memory)} of memory", reason, "", "end what uses it, or give the machine more")


def _kernel(machine: Machine) -> Iterator[Lack]:
    if cgroup_kind(machine.mountinfo) == "none":
        remedy = "mount them: mount -t cgroup2 none /sys/fs/cgroup"
        yield Lack("control groups", "the kubelet keeps each pod in one; none are mounted", "", remedy)
    if not free_block(machine.route, machine.fib_trie):
        reason = "each cluster has a /24 of 198.18.0.0/15, and all are routed"
        remedy = "free a /24 of it, as some VPN clients take it all: ip route shows who does"
        yield Lack("a block of addresses", reason, "", remedy)


def in_gb(size: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / GB:.1f} GB".replace(".0 GB", " GB")
