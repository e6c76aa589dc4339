"""How long a probe goes on before anything is disturbed: until it has kept its own pace for long enough."""

from __future__ import annotations

from typing import Protocol

from conformance.probe.fitness import unfit
from conformance.probe.probe_record import ProbeRecord

LONGEST_S = 60.0
"""A machine that stands still now and then does not so often; one that does all the time cannot judge."""
STEP_S = 1.0


class Lasting(Protocol):
    """What is needed of a probe that runs."""

    def lasts(self, seconds: float) -> ProbeRecord:
        """Go on for so long and return all that was seen once what was due by then has ended."""


def quiet_window(probe: Lasting, seconds: float) -> ProbeRecord:
    """Let `probe` go on until it has kept its pace for `seconds` on end, for LONGEST_S at most.

    Returns what it has seen until then. Nobody disturbs anything meanwhile, so a window in which this machine
    stood still is replaced by a later one; a request that failed in any of them counts (`quiet`).
    """
    record = probe.lasts(seconds)
    while (
        unfit(record, (record.ended - seconds, record.ended))
        and record.ended - record.began < LONGEST_S
        and not record.stopped_early
    ):
        record = probe.lasts(STEP_S)
    return record
