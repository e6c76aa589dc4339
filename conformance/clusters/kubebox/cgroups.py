"""The control groups of a box: one folder in every hierarchy that this machine has.

Version 1 gives each controller a tree of its own, version 2 has one tree for all, and a hybrid machine has
version 1 controllers beside a version 2 tree without any. Version 1 and hybrid are run for real; pure
version 2 has been tried on recorded trees only.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox import readiness
from conformance.errors import SetUpFailed

NEEDED = frozenset({"cpu", "memory", "pids", "cpuset"})
"""What kubelet insists on (pkg/kubelet/cm/cgroup_manager_linux.go); cpuacct comes with cpu in version 2."""
USED = NEEDED | {"hugetlb"}
"""In version 2 kubelet wants all of these that the machine has, in its own group (same file, Validate)."""
COPIED = ("cpuset.cpus", "cpuset.mems")
"""A new version 1 cpuset is empty, and no process can enter it, until both are set."""


@dataclass(frozen=True)
class Hierarchy:
    """One tree of control groups."""

    mount_point: Path
    version: int
    controllers: frozenset[str]

    @property
    def is_unified(self) -> bool:
        """Whether it is version 2 and has what kubelet needs, which on a hybrid machine is elsewhere."""
        return self.version == 2 and bool(NEEDED & self.controllers)


def read_hierarchies(mountinfo: str, unified_controllers: str = "") -> tuple[Hierarchy, ...]:
    """Return the trees that `/proc/self/mountinfo` shows, each once.

    `unified_controllers` is the text of `cgroup.controllers` at the version 2 root. Where a tree is mounted
    more than once the first mount of its root counts.
    """
    found: dict[frozenset[str], Hierarchy] = {}
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        root, mount_point = left.split()[3:5]
        kind, _, options = right.split(maxsplit=2)
        if root != "/" or kind not in ("cgroup", "cgroup2"):
            continue
        version = 2 if kind == "cgroup2" else 1
        names = unified_controllers.split() if version == 2 else options.split(",")
        controllers = frozenset(names) - {"rw", "ro", "xattr", "clone_children", "nsdelegate"}
        key = frozenset({"unified"}) if version == 2 else controllers
        found.setdefault(key, Hierarchy(Path(mount_point), version, controllers))
    return tuple(found.values())


def hierarchies() -> tuple[Hierarchy, ...]:
    """Return the trees of this machine.

    Raises SetUpFailed where a controller that kubelet needs is missing.
    """
    mountinfo = Path("/proc/self/mountinfo").read_text()
    unified = next((tree.mount_point for tree in read_hierarchies(mountinfo) if tree.version == 2), None)
    controllers = (unified / "cgroup.controllers").read_text() if unified else ""
    trees = read_hierarchies(mountinfo, controllers)
    if missing := missing_controllers(trees):
        raise SetUpFailed(
            f"this machine has no cgroup controller {', '.join(missing)}",
            "turn it on at the kernel's command line (cgroup_enable=…), or use --context",
        )
    return trees


def missing_controllers(trees: Iterable[Hierarchy]) -> list[str]:
    """Return which of the needed controllers no tree has."""
    return sorted(NEEDED.difference(*(tree.controllers for tree in trees)))


def make(trees: Iterable[Hierarchy], group: str) -> None:
    """Make the folder `group` in every tree, ready for processes.

    Raises SetUpFailed where the kernel refuses.
    """
    for tree in trees:
        folder = tree.mount_point / group
        try:
            if tree.is_unified:
                _enable(tree, tree.mount_point)
            folder.mkdir(exist_ok=True)
            if tree.is_unified:
                _enable(tree, folder)
            elif "cpuset" in tree.controllers:
                for name in COPIED:
                    (folder / name).write_text((tree.mount_point / name).read_text())
        except OSError as error:
            raise SetUpFailed(
                f"cannot make the control group {folder} ({error.strerror})",
                "a container must be given its cgroup tree writable (cgroupns=private, /sys/fs/cgroup rw)",
            ) from error


def _enable(tree: Hierarchy, folder: Path) -> None:
    """Let the groups below `folder` use what kubelet uses; where systemd is at work it is on at the root."""
    control = folder / "cgroup.subtree_control"
    off = (USED & tree.controllers).difference(control.read_text().split())
    if off:
        control.write_text(" ".join(f"+{name}" for name in sorted(off)))


def limit_processes(trees: Iterable[Hierarchy], group: str, more: int) -> None:
    """Let no more than `more` processes and threads run in the group beside those that run there now.

    Raises SetUpFailed where the kernel refuses.
    """
    folder = next(tree.mount_point for tree in trees if "pids" in tree.controllers) / group
    try:
        now = int((folder / "pids.current").read_text())
        (folder / "pids.max").write_text(str(now + more))
    except OSError as error:
        raise SetUpFailed(f"cannot limit the processes of {folder} ({error.strerror})") from error


def folders(trees: Iterable[Hierarchy], group: str) -> list[Path]:
    """Return every folder of the group that exists, deepest first."""
    tops = [tree.mount_point / group for tree in trees]
    found = [folder for top in tops if top.is_dir() for folder in (top, *top.rglob("*/"))]
    return sorted(found, key=lambda path: len(path.parts), reverse=True)


def remove(group: str, seconds: float) -> list[Path]:
    """Remove the group from every tree, deepest first, and return what could not be removed.

    A group whose last process is still dying is busy: it is tried again for at most `seconds`.
    """
    trees = read_hierarchies(Path("/proc/self/mountinfo").read_text())

    def gone() -> bool:
        for folder in folders(trees, group):
            with suppress(OSError):
                folder.rmdir()
        return not folders(trees, group)

    readiness.until(gone, seconds)
    return folders(trees, group)
