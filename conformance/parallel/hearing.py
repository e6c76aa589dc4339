"""Hears one worker, from a thread of its own: what cannot wait is done at once, the rest is handed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.parallel.crew import Member
from conformance.parallel.messages import Ended, Judged, LeaseMade, NamespaceMade, PodSeen, Ready, Shown
from conformance.run import Run

SHOWN = frozenset(("note", "scenario_started", "step_started", "step_finished", "awaiting", "wait_ended"))
"""What a worker has shown."""


@dataclass(frozen=True)
class Broken:
    """That the line to a worker is broken: it has ended."""


def hear(
    run: Run, member: Member, hand_on: Callable[[tuple[Member, Ready | Judged | Ended | Broken]], None]
) -> None:
    """Hear `member` until its line breaks, which is handed on too.

    A namespace is known to the run as soon as its worker says that it is about to make it: an interruption
    of the main thread loses none.
    """
    while True:
        try:
            message = member.line.receive()
        except (EOFError, OSError):
            hand_on((member, Broken()))
            return
        match message:
            case Ready() | Judged() | Ended():
                hand_on((member, message))
            case NamespaceMade(name, refused):
                names = run.stacks.namespaces
                names.remove(name) if refused else names.append(name)
            case LeaseMade(namespace, clock):
                run.stacks.maker.lease.keep(namespace, clock)
            case PodSeen(at, before, now):
                run.ledger.saw_pod(at, before, now, gone=False)
            case Shown(method, words) if method in SHOWN:
                getattr(run.progress, method)(*words)
