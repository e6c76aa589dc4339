"""Whether a probe can carry a verdict at all: where not, the promise is unknown and nobody is blamed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from conformance.causes import failure
from conformance.errors import EnvironmentFault
from conformance.probe.attempt import Attempt, Kind
from conformance.probe.figures import percentile
from conformance.probe.probe_record import ProbeRecord, Window

UNFIT = "probe-late"
"""The row of `conformance.causes`."""
MOST_LATE = 0.25
"""Seconds; a request that begins later may have missed the moment that it was for."""
LATE_SHARE = 0.01
"""Of all requests, so many may be later: a busy machine stops a thread now and then."""
LONGEST_GAP = 1.0
"""Seconds without any request beginning: the probe was blind for so long."""
BESIDE_S = 1.0
"""A machine that stood still is as it was within a second."""


def unfit(record: ProbeRecord, between: Window | None = None) -> str:
    """Return in what the probe itself fell short: late, blind for a while, or at its own end; else empty."""
    late = sorted(one.late for one in record.within(between))
    if percentile(late, 100 * (1 - LATE_SHARE)) > MOST_LATE:
        return (
            f"the probe could not keep its pace: {sum(one > MOST_LATE for one in late)} of {len(late)}"
            f" requests began more than {MOST_LATE:g} s late, the latest {late[-1]:.2f} s"
        )
    gap = max(after - before for before, after in _gaps(record, between))
    if gap > LONGEST_GAP + record.interval:
        return f"the probe could not keep its pace: it sent nothing for {gap:.1f} s"
    if record.stopped_early:
        return f"the probe came to its own end, after {record.ended - record.began:.0f} s"
    return ""


def kept_its_pace(record: ProbeRecord, between: Window | None = None) -> None:
    """Raise EnvironmentFault where the probe itself is unfit to carry a verdict."""
    if why := unfit(record, between):
        raise failure(why, identifier=UNFIT)


def while_paced(record: ProbeRecord, between: Window | None, failed: Sequence[Attempt]) -> list[Attempt]:
    """Return those of `failed` that carry a verdict: all of them where the probe kept its pace in the window,
    else those about which it did, from BESIDE_S before one was due until as long after its end.

    Raises EnvironmentFault where it did not keep it in the window, and none of them is told by that.
    """
    why = unfit(record, between)
    if not why:
        return list(failed)
    told = [
        one
        for one in failed
        if not unfit(record, (one.scheduled - BESIDE_S, min(one.ended + BESIDE_S, record.ended)))
    ]
    if not told:
        raise failure(why, identifier=UNFIT)
    return told


def enough_probes(
    record: ProbeRecord, least: int, between: Window | None = None, kinds: Iterable[Kind] = tuple(Kind)
) -> None:
    """Raise EnvironmentFault where fewer than `least` requests of one of `kinds` were sent in the window.

    Of the kept kind only those count that were sent on a connection that had carried another one.
    """
    for kind in kinds:
        attempts = record.within(between, kind)
        counted = [one for one in attempts if kind is Kind.NEW or not one.fresh]
        if len(counted) >= least:
            continue
        words = f"only {len(counted)} of at least {least} probes were sent on {kind} connections"
        if len(attempts) >= least:
            raise EnvironmentFault(words, "Keystone, or what stands before it, keeps no connection open")
        raise EnvironmentFault(words, "the window was shorter than the judgement needs")


def quiet(record: ProbeRecord, between: Window | None = None, last: float = math.inf) -> None:
    """Raise EnvironmentFault, naming the first, where a request failed while nobody disturbed anything.

    Of the window the probe must have kept its pace in the `last` seconds.
    """
    first, end = between or (record.began, record.ended)
    kept_its_pace(record, (max(first, end - last), end))
    failed = [one for one in record.within(between) if one.failed]
    if failed:
        raise EnvironmentFault(
            f"the quiet window was not quiet: {len(failed)} of {len(record.within(between))} probes failed"
            f" before anything was disturbed; the first: {failed[0].told()}",
            "what fails undisturbed says nothing of a disturbance",
            "\n".join(one.told() for one in failed[1:20]),
        )


def may_have_missed(record: ProbeRecord, between: Window) -> bool:
    """Tell whether nothing failed in a window in which the probe did not keep its pace: nothing is shown."""
    return bool(unfit(record, between)) and not any(one.failed for one in record.within(between))


def paced_since(record: ProbeRecord, between: Window) -> float:
    """Return the moment in a window from which on no request was late, and none was wanting for long.

    Monotonic seconds; infinite where the probe came to its own end.
    """
    if record.stopped_early:
        return math.inf
    late = (one.started for one in record.within(between) if one.late > MOST_LATE)
    gaps = (
        after for before, after in _gaps(record, between) if after - before > LONGEST_GAP + record.interval
    )
    return max([between[0], *late, *gaps])


def _gaps(record: ProbeRecord, between: Window | None) -> Iterator[Window]:
    """Yield the stretches in which no request began, to the window's ends."""
    first, last = between or (record.began, record.ended)
    begun = [one.started for one in record.within(between)]
    starts = sorted([*begun, *(began for began in record.under_way if first <= began <= last)])
    return pairwise([first, *starts, min(last, record.ended)])
