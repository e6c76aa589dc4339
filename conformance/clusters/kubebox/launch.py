"""Starting processes inside a box, so that none of them can outlive the process that holds it.

The parent-death signal that this rests on follows the *thread* that started a process: all of this belongs
into the main thread.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.clusters.kubebox.layout import RUN
from conformance.clusters.kubebox.machine import SEARCH
from conformance.errors import InternalError, SetUpFailed

DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
VAR_LIB = Path("/var/lib")
NAMESPACES = ("--mount", "--net", "--pid", "--uts", "--ipc")

PRELUDE = """\
set -e
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/log
# kubelet and CNI write below /var/lib whatever they are told; of the machine's the box sees what it needs.
mkdir /run/var-lib
mount --rbind /var/lib /run/var-lib
mount -t tmpfs -o mode=755 tmpfs /var/lib
for kept in $KEPT; do
    mkdir -p "/var/lib/$kept"
    mount --rbind "/run/var-lib/$kept" "/var/lib/$kept"
done
umount --recursive --lazy /run/var-lib
echo "$NODE" > /proc/sys/kernel/hostname
# These are the box's: settings below net/ belong to a network namespace.
cd /proc/sys/net
echo 1 > ipv4/ip_forward
echo 0 > ipv4/conf/all/rp_filter
echo 0 > ipv4/conf/default/rp_filter
if [ -e bridge/bridge-nf-call-iptables ]; then echo 1 > bridge/bridge-nf-call-iptables; fi
# kubelet sets these for the whole machine unless it finds them set: here it does.
pretend() {
    mkdir -p "/run/sysctl/$1"
    echo "$3" > "/run/sysctl/$1/$2"
    mount --bind "/run/sysctl/$1/$2" "/proc/sys/$1/$2"
}
pretend vm overcommit_memory 1
pretend vm panic_on_oom 0
pretend kernel panic 10
pretend kernel panic_on_oops 1
pretend kernel/keys root_maxkeys 1000000
pretend kernel/keys root_maxbytes 25000000
# Of several nodes each has booted by itself; of one alone the machine's boot is its own.
if [ -n "$BOOT" ]; then pretend kernel/random boot_id "$BOOT"; fi
# Pods may ask for mounts shared with the node; nothing of it reaches the machine's own mounts. Last of all,
# as shared mounts copy each other.
mount --make-rshared /
echo open
exec "$PAUSE"
"""
"""What process 1 of a box does before it does nothing; the values are those of kubelet's
setupKernelTunables (pkg/kubelet/cm/container_manager_linux.go)."""


def environment(programs: Path) -> dict[str, str]:
    """Return the environment of every process of a box: nothing of the caller's."""
    return {"PATH": f"{programs}:{SEARCH}", "HOME": "/root", "TMPDIR": str(RUN), "LANG": "C.UTF-8"}


def open_namespaces(
    node: str, programs: Path, seen: Sequence[Path], log: Path, boot: str = ""
) -> tuple[subprocess.Popen[bytes], int]:
    """Start process 1 of a box and return its keeper with the pid of process 1.

    Of the machine's /var/lib the box finds the folders `seen` only. `boot` is shown as the kernel's boot
    identifier there; without it that is the machine's.

    Everything in the box ends with process 1, process 1 ends with its keeper, and that with this thread.
    Raises SetUpFailed where the kernel refuses.
    """
    _only_in_main_thread()
    kept = " ".join(str(path.relative_to(VAR_LIB)) for path in seen if path.is_relative_to(VAR_LIB))
    unshare = ["unshare", *NAMESPACES, "--fork", "--mount-proc", "--propagation", "private", "--kill-child"]
    with log.open("ab") as output:
        keeper = subprocess.Popen(
            [*DIES_WITH_US, *unshare, "--", "sh", "-c", PRELUDE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            env=environment(programs)
            | {"NODE": node, "PAUSE": str(programs / "pause"), "KEPT": kept, "BOOT": boot},
            cwd="/",
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as answers:
        opened = answers.readline() == b"open\n"
    if not opened:
        keeper.wait()
        raise SetUpFailed("this machine refuses to make namespaces", detail=log.read_text(errors="replace"))
    first = Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text().split()
    return keeper, int(first[0])


def inside(box_pid: int) -> list[str]:
    """Return the command that runs another one inside the box of that process 1."""
    return ["nsenter", "--target", str(box_pid), *NAMESPACES, "--"]


def start(
    box_pid: int, command: Sequence[str], variables: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start a command inside a box, its output going to `log`; what is returned ends as the command does."""
    _only_in_main_thread()
    with log.open("ab") as output:
        return subprocess.Popen(
            [*DIES_WITH_US, *inside(box_pid), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=variables,
            cwd="/",
            start_new_session=True,
        )


def run(box_pid: int, command: Sequence[str], variables: Mapping[str, str], given: str = "") -> str:
    """Run a short command inside a box to its end and return what it printed.

    Raises SetUpFailed with its output where it fails.
    """
    ended = subprocess.run(
        [*DIES_WITH_US, *inside(box_pid), *command],
        input=given,
        capture_output=True,
        text=True,
        env=variables,
        cwd="/",
        check=False,
        timeout=120,
    )
    if ended.returncode != 0:
        raise SetUpFailed(f"`{' '.join(command)}` failed in the box", detail=ended.stdout + ended.stderr)
    return ended.stdout


def _only_in_main_thread() -> None:
    if threading.current_thread() is not threading.main_thread():
        raise InternalError("a box must be started from the main thread, else it ends with another one")
