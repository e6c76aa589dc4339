"""The end of a run on its cluster: its stacks are taken away or asked to go, and it is said which."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.api_client import is_waited_for
from conformance.record import RunRecord
from conformance.signals_held import signals_held
from conformance.stacks import Stacks


@dataclass
class Ending:
    """How a run ended; filled while it does."""

    interrupted: bool = False
    cluster_stays: bool = False
    """Whether what the run made outlives it unless it is taken away."""
    unproven: tuple[str, ...] = ()
    """Namespaces whose end was asked for, and not seen."""


def end_stacks(stacks: Stacks, record: RunRecord, ending: Ending, *, keep: bool) -> None:
    """Take the stacks away where their cluster stays, unless they are to be kept, and let go of them.

    Of an interrupted run, and of one that is interrupted while it waits here, the deletions are asked for
    within two seconds and nothing is waited for. What remains, or may, goes into the record.
    """
    try:
        if ending.cluster_stays and not ending.interrupted:
            if keep:
                record.kept += stacks.namespaces
            else:
                is_waited_for(stacks.maker.api)
                record.left_behind += stacks.take_away()
    except KeyboardInterrupt:
        ending.interrupted = True
    with signals_held():
        if ending.cluster_stays and ending.interrupted:
            ending.unproven = tuple(stacks.what_goes(name) for name in stacks.namespaces)
            record.left_behind += _asked_to_go(stacks)
        stacks.close(cluster_stays=ending.cluster_stays)


def _asked_to_go(stacks: Stacks) -> list[str]:
    not_asked = stacks.request_teardown()
    asked = [
        name for name in stacks.namespaces if not any(f"namespace {name}: " in line for line in not_asked)
    ]
    return not_asked + [f"namespace {name}: {stacks.REQUESTED}, not proven" for name in asked]
