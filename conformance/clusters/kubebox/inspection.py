"""What is up on this machine, in words."""

from __future__ import annotations

import time
from collections.abc import Iterator

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import held_bytes, is_alive, is_stopped, members
from conformance.clusters.kubebox.state import BoxState, RunningComponent, box_folders, load
from conformance.errors import BadInput


def held_boxes() -> list[tuple[BoxFolder, BoxState]]:
    """Return every box whose holder lives."""
    states = [(folder, load(folder)) for folder in box_folders()]
    return [(folder, state) for folder, state in states if state and state.is_held]


def held_box(name: str) -> tuple[BoxFolder, BoxState]:
    """Return the box of that name; raises BadInput where none is up."""
    up = held_boxes()
    for folder, state in up:
        if state.name == name:
            return folder, state
    others = f"; up: {', '.join(state.name for _, state in up)}" if up else ""
    remedy = f"`./toxw -e cluster -- up --name {name}` makes one"
    raise BadInput(f"no box named {name!r} is up{others}", remedy)


def description(folder: BoxFolder, state: BoxState) -> Iterator[str]:
    """Return a box in lines: what it is, where it is reached, how its components are."""
    holder = "a daemon" if state.kept_by_daemon else "a run"
    age = int(time.time() - state.started_at)
    ready = f"node Ready after {state.ready_after_s:.1f} s" if state.ready_after_s else "booting"
    yield f"box {state.name}: held by {holder} (process {state.holder.pid}), up for {age} s, {ready}"
    yield f"  API server  {state.plan.server}"
    yield f"  kubeconfig  {folder.admin_kubeconfig}"
    yield f"  addresses   {state.block}, load balancers {state.plan.pool}"
    if state.init:
        inits = [state.init, *(node.init for node in state.nodes if node.init)]
        held = sum(held_bytes(pid) for init in inits for pid in members(init))
        yield f"  memory      {held / 1e6:.0f} MB, containers included"
    for node in state.nodes:
        yield f"  {'up' if node.init and is_alive(node.init) else 'stopped':8}  node {node.name}"
    for component in state.components:
        yield f"  {condition(component):8}  {component.name}"


def condition(component: RunningComponent) -> str:
    """Return how a component is: running, paused or ended."""
    if not is_alive(component.process):
        return "ended"
    return "paused" if is_stopped(component.process) else "running"
