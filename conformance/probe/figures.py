"""Availability in figures, worked out of what a probe saw; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from conformance.probe.attempt import Attempt, Kind
from conformance.probe.probe_record import ProbeRecord, Window


@dataclass(frozen=True)
class Figures:
    """What one window of a probe shows, of one kind of connection or of all."""

    sent: int
    failed: int
    longest_outage_ms: float
    """From when the first of failures in a row was due to the end of the next success of its kind."""
    p50_ms: float
    """Of what was answered, from when it was due; as p99."""
    p99_ms: float
    interval_ms: float
    """The probe's own resolution: a shorter outage may lie between two requests of a kind."""
    late_p99_ms: float
    """How late the probe itself was: requests began so long after they were due."""
    latest_ms: float
    reused: int
    """Requests sent on a connection that had carried another one before."""
    renewed: int
    """Kept connections that the other side had closed while idle: no failure, a client opens another."""
    failed_by_phase: Mapping[str, int] = field(default_factory=dict)

    @property
    def availability_percent(self) -> float:
        """The share of requests answered as they should be; 0 where nothing was sent."""
        return 100 * (self.sent - self.failed) / self.sent if self.sent else 0.0


def figures(record: ProbeRecord, between: Window | None = None, kind: Kind | None = None) -> Figures:
    """Return the figures of the requests that were due in a window (None: all), of a kind (None: any)."""
    attempts = record.within(between, kind)
    answered = sorted(one.seconds for one in attempts if not one.failed)
    late = sorted(one.late for one in attempts)
    end = min(between[1], record.ended) if between else record.ended
    outages = [
        outage(record.within(between, each), end) for each in record.kinds if each is kind or kind is None
    ]
    return Figures(
        sent=len(attempts),
        failed=sum(one.failed for one in attempts),
        longest_outage_ms=_ms(max(outages, default=0.0)),
        p50_ms=_ms(percentile(answered, 50)),
        p99_ms=_ms(percentile(answered, 99)),
        interval_ms=_ms(record.interval),
        late_p99_ms=_ms(percentile(late, 99)),
        latest_ms=_ms(late[-1] if late else 0.0),
        reused=sum(one.connected is not None and not one.fresh for one in attempts),
        renewed=sum(one.renewed for one in attempts),
        failed_by_phase=dict(Counter(str(one.phase) for one in attempts if one.failed)),
    )


def outage(attempts: Iterable[Attempt], end: float) -> float:
    """Return the longest stretch of failures among attempts of one kind in their order, in seconds.

    A stretch that no success ends lasts until `end`.
    """
    longest, began = 0.0, None
    for one in attempts:
        if one.failed:
            began = one.scheduled if began is None else began
        elif began is not None:
            longest, began = max(longest, one.ended - began), None
    return max(longest, end - began) if began is not None else longest


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile of what is in rising order; 0 of nothing."""
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1] if ordered else 0.0


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
