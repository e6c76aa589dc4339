"""Stopping a component of a running box for a while, as a node or a control plane that hangs would."""

from __future__ import annotations

import re
from signal import SIGCONT, SIGSTOP

from conformance.clusters.kubebox.components import COMPONENTS, LOAD_BALANCER, OF_A_LIKENESS, ON_EACH_NODE
from conformance.clusters.kubebox.options import MOST_NODES
from conformance.clusters.kubebox.processes import send
from conformance.clusters.kubebox.state import BoxState, RunningComponent
from conformance.errors import BadInput

NAMES = tuple(component.name for component in (*COMPONENTS, *OF_A_LIKENESS))
ON_ONE_OF_SEVERAL = re.compile(f"({'|'.join(each.name for each in ON_EACH_NODE)})-[1-{MOST_NODES}]")


def pause(state: BoxState, name: str) -> None:
    """Stop a component where it stands; raises BadInput where there is none of that name or it has ended."""
    if not send(_component(state, name).process, SIGSTOP):
        raise BadInput(f"{name} of the box {state.name!r} has ended", "`./toxw -e cluster -- logs` shows why")


def resume(state: BoxState, name: str) -> None:
    """Let a paused component go on; raises BadInput where there is none of that name or it has ended."""
    component = _component(state, name)
    # nsenter stops when its child does, and goes on only by itself.
    if not (send(component.keeper, SIGCONT) and send(component.process, SIGCONT)):
        raise BadInput(f"{name} of the box {state.name!r} has ended", "`./toxw -e cluster -- logs` shows why")


def known_component(name: str) -> str:
    """Return the name, or raise BadInput with those that exist; of several nodes each has its `kubelet-1`."""
    if name not in (*NAMES, LOAD_BALANCER.name) and not ON_ONE_OF_SEVERAL.fullmatch(name):
        raise BadInput(f"a box has no component {name!r}", f"components are {', '.join(NAMES)}")
    return name


def _component(state: BoxState, name: str) -> RunningComponent:
    known_component(name)
    for component in state.components:
        if component.name == name:
            return component
    names = ", ".join(component.name for component in state.components)
    raise BadInput(f"the box {state.name!r} has no component {name!r}", f"its components are {names}")
