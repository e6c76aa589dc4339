"""What this machine can and cannot do, as far as a box must know."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.errors import BadInput, SetUpFailed

CAP_SYS_RESOURCE = 24
"""capability(7), linux/capability.h."""
TOOLS = {
    "setpriv": "util-linux",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "mount": "mount",
    "iptables": "iptables",
    "iptables-restore": "iptables",
}
"""The programs a box needs of the machine, and the Debian package that has each."""
RUNTIMES = ("runc", "crun")


@dataclass(frozen=True)
class Machine:
    """The facts that change a box's configuration."""

    runtime: Path
    may_lower_oom_score: bool
    bridges_are_filtered: bool
    snapshotter: str = "overlayfs"


def look_at_machine(snapshotter: str) -> Machine:
    """Return the facts of this machine.

    Raises SetUpFailed where a program is missing.
    """
    if missing := missing_tools():
        packages = sorted({package for _, package in missing})
        tools = ", ".join(tool for tool, _ in missing)
        raise SetUpFailed(f"this machine lacks {tools}", f"apt-get install {' '.join(packages)}")
    runtime = next(path for name in RUNTIMES if (path := shutil.which(name, path=SEARCH)))
    return Machine(
        runtime=Path(runtime),
        may_lower_oom_score=has_capability(Path("/proc/self/status").read_text(), CAP_SYS_RESOURCE),
        bridges_are_filtered=Path("/proc/sys/net/bridge/bridge-nf-call-iptables").exists(),
        snapshotter=snapshotter,
    )


SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where programs are looked for: root's PATH, whatever the caller's is."""


def missing_tools() -> list[tuple[str, str]]:
    """Return the programs that are not there, each with the Debian package that has it."""
    missing = [(tool, package) for tool, package in TOOLS.items() if not shutil.which(tool, path=SEARCH)]
    if not any(shutil.which(name, path=SEARCH) for name in RUNTIMES):
        missing.append(("runc", "runc"))
    return missing


def has_capability(status: str, number: int) -> bool:
    """Tell whether the effective set in a `/proc/PID/status` text holds a capability."""
    effective = _field(status.splitlines(), "CapEff")
    return bool(int(effective, 16) >> number & 1)


def _field(lines: Iterable[str], name: str) -> str:
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))


def refuse_unless_root(euid: int, system: str) -> None:
    """Raise BadInput where a box cannot be made at all, and say what to use in its stead."""
    instead = "use an existing cluster: ./toxw -e conformance -- --context NAME (kind, k3d, minikube, GKE …)"
    if system != "Linux":
        raise BadInput(f"kubebox needs Linux and this is {system}", instead)
    if euid != 0:
        raise BadInput("kubebox needs root, for namespaces of its own", f"call it by sudo, or {instead}")
