"""Whether a probe can carry a verdict at all: where not, the promise is unknown and nobody is blamed."""

from __future__ import annotations

from itertools import pairwise

from conformance.errors import EnvironmentFault
from conformance.probe.attempt import Kind
from conformance.probe.figures import percentile
from conformance.probe.probe_record import ProbeRecord, Window

MOST_LATE = 0.25
"""Seconds; a request that begins later may have missed the moment that it was for."""
LATE_SHARE = 0.01
"""Of all requests, so many may be later: a busy machine stops a thread now and then."""
LONGEST_GAP = 1.0
"""Seconds without any request beginning: the probe was blind for so long."""


def kept_its_pace(record: ProbeRecord, between: Window | None = None) -> None:
    """Raise EnvironmentFault where the probe itself was late, blind for a while, or at its own bound."""
    attempts = record.within(between)
    remedy = "run on a machine with a core to spare"
    late = sorted(one.late for one in attempts)
    if percentile(late, 100 * (1 - LATE_SHARE)) > MOST_LATE:
        raise EnvironmentFault(
            f"the probe could not keep its pace: {sum(one > MOST_LATE for one in late)} of {len(late)}"
            f" requests began more than {MOST_LATE:g} s late, the latest {late[-1]:.2f} s",
            remedy,
        )
    gap = _longest_gap(record, between)
    if gap > LONGEST_GAP + record.interval:
        raise EnvironmentFault(f"the probe sent nothing for {gap:.1f} s", remedy)
    if record.stopped_early:
        raise EnvironmentFault(
            f"the probe came to its own end after {record.attempts[-1].scheduled - record.began:.0f} s",
            "a wait beside it took longer than the probe was made for",
        )


def enough_probes(record: ProbeRecord, least: int, between: Window | None = None) -> None:
    """Raise EnvironmentFault where fewer than `least` requests of a kind were sent in the window.

    Of the kept kind only those count that were sent on a connection that had carried another one.
    """
    for kind in Kind:
        attempts = record.within(between, kind)
        counted = [one for one in attempts if kind is Kind.NEW or not one.fresh]
        if len(counted) >= least:
            continue
        words = f"only {len(counted)} of at least {least} probes were sent on {kind} connections"
        if len(attempts) >= least:
            raise EnvironmentFault(words, "Keystone, or what stands before it, keeps no connection open")
        raise EnvironmentFault(words, "the window was shorter than the judgement needs")


def quiet(record: ProbeRecord, between: Window | None = None) -> None:
    """Raise EnvironmentFault, naming the first, where a request failed while nobody disturbed anything."""
    kept_its_pace(record, between)
    failed = [one for one in record.within(between) if one.failed]
    if failed:
        raise EnvironmentFault(
            f"the quiet window was not quiet: {len(failed)} of {len(record.within(between))} probes failed"
            f" before anything was disturbed; the first: {failed[0].told()}",
            "what fails undisturbed says nothing of a disturbance",
            "\n".join(one.told() for one in failed[1:20]),
        )


def _longest_gap(record: ProbeRecord, between: Window | None) -> float:
    first, last = between or (record.began, record.ended)
    starts = sorted(one.started for one in record.within(between))
    return max(after - before for before, after in pairwise([first, *starts, min(last, record.ended)]))
