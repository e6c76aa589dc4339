"""Taking a name and a block of addresses on this machine, before anything else is taken."""

from __future__ import annotations

import time
from ipaddress import IPv4Network
from os import getpid
from pathlib import Path

from conformance.clusters.kubebox import network, traces
from conformance.clusters.kubebox.addresses import asked_for, first_free
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.locks import one_at_a_time
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.processes import identify
from conformance.clusters.kubebox.state import BoxState, box_folders, folder_of, load, save
from conformance.errors import BadInput, InternalError, SetUpFailed
from conformance.places import boxes_dir


def reserve(options: BoxOptions, fingerprint: str, programs: Path) -> BoxState:
    """Make the folder of a new box with its state in it, and return the state; dead boxes are reaped first.

    Raises BadInput where the name or the block is in use.
    """
    with one_at_a_time(boxes_dir()):
        reap()
        folder = folder_of(options.name)
        if folder.path.exists():
            raise BadInput(
                f"a box named {options.name!r} is up already",
                "choose another --name, or `./toxw -e cluster -- down` it first",
            )
        used = [*network.used_networks(), *_blocks_of_others()]
        plan = asked_for(options.subnet, used) if options.subnet else first_free(used)
        holder = identify(getpid())
        if holder is None:
            raise InternalError("this process does not find itself in /proc")
        state = BoxState(
            name=options.name,
            fingerprint=fingerprint,
            block=str(plan.block),
            node=options.node,
            control_group=options.control_group,
            store="",
            programs=str(programs),
            holder=holder,
            kept_by_daemon=options.kept_by_daemon,
            like=options.like.name if options.like else "",
            started_at=time.time(),
        )
        folder.path.mkdir(mode=0o700)
        save(state, folder)
    return state


def reap() -> list[str]:
    """Remove what dead holders left on this machine and return what could not be removed.

    To be called inside `one_at_a_time(boxes_dir())`.
    """
    left: list[str] = []
    for folder in box_folders():
        state = load(folder)
        if state is None or not state.is_held:
            left += traces.remove(state, folder)
    return left


def put_back(state: BoxState, folder: BoxFolder) -> list[str]:
    """Remove what a box has taken of this machine and return what could not be removed."""
    with one_at_a_time(boxes_dir()):
        return traces.remove(state, folder)


def free_of_dead_boxes() -> None:
    """Reap, or raise SetUpFailed with what could not be removed."""
    with one_at_a_time(boxes_dir()):
        if left := reap():
            raise SetUpFailed(f"a former box left {', '.join(left)}", "remove that by hand")


def _blocks_of_others() -> list[IPv4Network]:
    states = [load(folder) for folder in box_folders()]
    return [IPv4Network(state.block) for state in states if state]
