"""Ending kept boxes and removing what dead ones left."""

from __future__ import annotations

from collections.abc import Callable

from conformance.clusters.kubebox import network
from conformance.clusters.kubebox.inspection import held_boxes
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.locks import one_at_a_time
from conformance.clusters.kubebox.reservation import reap
from conformance.errors import BadInput
from conformance.places import boxes_dir

Say = Callable[[str], None]


def end(name: str, say: Say) -> list[str]:
    """End the kept box of that name, dead or alive, and return what is left behind.

    Raises BadInput where a run holds it: that ends it by itself.
    """
    for folder, state in held_boxes():
        if state.name == name:
            if not state.kept_by_daemon:
                raise BadInput(f"the box {name!r} belongs to a run", f"end that: kill {state.holder.pid}")
            left = KeptBox(folder, state).down()
            say(f"The box {name!r} is down; its addresses are unreachable.")
            return left
    say(f"No box named {name!r} is up.")
    return _reap()


def end_all(say: Say) -> list[str]:
    """End every kept box, remove what dead ones left, and return what is left behind."""
    left: list[str] = []
    for folder, state in held_boxes():
        if state.kept_by_daemon:
            left += KeptBox(folder, state).down()
            say(f"The box {state.name!r} is down.")
        else:
            say(f"The box {state.name!r} belongs to a run (process {state.holder.pid}) and is left alone.")
    return left + _reap()


def remove_guards(say: Say) -> None:
    """Remove the guard route of every block that no box uses."""
    used = {state.plan.block for _, state in held_boxes()}
    for block in network.guarded_blocks():
        if block not in used:
            network.remove_guard(block)
            say(f"The guard route of {block} is removed.")


def _reap() -> list[str]:
    with one_at_a_time(boxes_dir()):
        return reap()
