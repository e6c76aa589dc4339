"""A run's deadline: nothing begins, and nothing is waited for, that could not be taken away in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from conformance.errors import BadInput, NotBegun
from conformance.patience import Patience
from conformance.report.phrases import seconds

START = ("controller-ready", "keystone-answers")
"""The events of a stack's start, whose patience it may use up one after the other."""
TEARDOWN = "namespace-gone"
REPORTS_S = 10.0
"""Seconds for what is left after the teardown: logs, reports, the end of a box; a second or two as a rule."""


def start_s(patience: Patience) -> float:
    """Return how long the start of a stack may take, in seconds."""
    return sum(patience[event] for event in START)


def end_s(patience: Patience, *, taken_away: bool) -> float:
    """Return how long a run's end may take, in seconds, with its namespaces `taken_away` or without."""
    return (patience[TEARDOWN] if taken_away else 0.0) + REPORTS_S


@dataclass(frozen=True)
class Deadline:
    """When a run has to be over, and what its end needs of that; by a clock of monotonic seconds."""

    seconds: float
    reserved: float
    began: float
    clock: Callable[[], float] = time.monotonic

    def left(self) -> float:
        """Return how many seconds are left until it; below zero when it has passed."""
        return self.began + self.seconds - self.clock()

    def to_judge(self) -> float:
        """Return how many seconds are left before the end has to begin; below zero when it is late."""
        return self.left() - self.reserved

    def refuse_late(self, needed: float) -> None:
        """Raise NotBegun where a scenario that may need `needed` seconds would not be over in time."""
        left = self.to_judge()
        if left < needed:
            raise NotBegun(
                f"deadline: {seconds(max(0.0, left + self.reserved))} are left of {seconds(self.seconds)}; "
                f"this may take {seconds(needed)} and the end {seconds(self.reserved)}"
            )


def read_deadline(deadline: float | None, patience: Patience, *, taken_away: bool) -> Deadline | None:
    """Return the deadline that is `deadline` seconds from now, None where there is none.

    Raises BadInput for one before which no stack could start and be taken away.
    """
    if deadline is None:
        return None
    start, end = start_s(patience), end_s(patience, taken_away=taken_away)
    if deadline < start + end:
        lower = ", ".join((*START, TEARDOWN) if taken_away else START)
        raise BadInput(
            f"--deadline: {seconds(deadline)} are less than a start ({seconds(start)}) and an end "
            f"({seconds(end)}) may take",
            f"give {-int(-(start + end) // 60)}m or more, or lower the --patience of {lower}",
        )
    return Deadline(deadline, end, time.monotonic())
