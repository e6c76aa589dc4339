"""How many workers a run uses of those that it was asked for."""

from __future__ import annotations

from conformance.parallel.room import Room, room_on, workers_that_fit
from conformance.plan.peak import peak_of
from conformance.plan.stack_size import StackSize
from conformance.run import Run


def how_many(run: Run, asked: int) -> int:
    """Return how many workers there is work, and room on the cluster, for; say so where that is fewer."""
    manifests, chosen = run.stacks.maker.inputs.manifests, run.selection.chosen

    def need(workers: int) -> StackSize:
        return peak_of(chosen, manifests, workers).size

    useful = max(1, min(asked, len(chosen)))
    room = room_on(run.stacks.maker.api)
    number = workers_that_fit(useful, room, need)
    if number < useful and room is not None:
        run.progress.note(_told(asked, number, room, need(useful)))
    return number


def _told(asked: int, number: int, room: Room, need: StackSize) -> str:
    return (
        f"-n {asked}: the nodes have room for {room.pods} pods and {room.cpu.normalize():f} cores more, and "
        f"{need.pods} pods may be there at once that request {need.cpu_requested.normalize():f} cores: "
        f"{number} at once (`--plan` tells what each number needs)"
    )
