"""Putting the machine back after a box, and looking whether that is done."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from signal import SIGKILL

from conformance.clusters.kubebox import cgroups, network, readiness
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import is_alive, send
from conformance.clusters.kubebox.state import BoxState

DEATH_S = 60.0
"""After SIGKILL the kernel needs milliseconds; who waits for a busy disk ends when that answers."""


def remove(state: BoxState | None, folder: BoxFolder) -> list[str]:
    """End what is left of a box, remove every trace but its guard route; return what could not be removed.

    `state` is None for a box whose holder died before it had taken anything of the machine.
    """
    if state:
        for process in state.processes:
            send(process, SIGKILL)
        for process in state.processes:
            readiness.await_end(process, DEATH_S)
        network.disconnect(state.plan.link)
        cgroups.remove(state.control_group, DEATH_S)
    for mount in mounts_below(folder.path):
        subprocess.run(["umount", "--lazy", str(mount)], check=False)
    if not mounts_below(folder.path):
        shutil.rmtree(folder.path, ignore_errors=True)
    return remaining(state, folder)


def remaining(state: BoxState | None, folder: BoxFolder) -> list[str]:
    """Return in words what this machine still has of a box, its guard route left out."""
    found = [f"mount {mount}" for mount in mounts_below(folder.path)]
    if folder.path.exists():
        found.append(f"folder {folder.path}")
    if state is None:
        return found
    found += [f"process {process.pid}" for process in state.processes if is_alive(process)]
    if network.link_exists(state.plan.link):
        found.append(f"network link {state.plan.link}")
    found += [f"route {route}" for route in network.routes_within(state.plan.block)]
    trees = cgroups.read_hierarchies(Path("/proc/self/mountinfo").read_text())
    found += [f"control group {group}" for group in cgroups.folders(trees, state.control_group)]
    return found


def mounts_below(folder: Path) -> list[Path]:
    """Return what is mounted below a folder in this process' mount namespace, the last mounted first."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = [Path(line.split()[4]) for line in lines]
    return [point for point in reversed(points) if point.is_relative_to(folder)]
