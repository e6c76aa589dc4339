"""What a report keeps of a probe: figures, a picture's worth of its course, and the failures one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.availability import AvailabilityRecord, AvailabilityRow, FailedProbe, ProbeCell, ProbeMark
from conformance.probe.attempt import Attempt, Kind
from conformance.probe.figures import figures
from conformance.probe.probe_record import ProbeRecord, Window

CELLS = 240
"""Stretches of time on the picture: more than a printed line can show apart."""
ROUNDING = 1e-6
"""A request that is due with the beginning of a stretch belongs to it, whatever a sum of floats says."""
FAILURES = 50
"""Failures that are kept one by one; the figures count all."""


def facts_of(record: ProbeRecord, between: Window | None = None) -> Mapping[str, Any]:
    """Return the figures of a window as plain facts, those of each kind below its name."""
    return {"url": record.url, **{str(kind): _plain(record, between, kind) for kind in record.kinds}}


def availability_of(record: ProbeRecord, what: str, between: Window | None = None) -> AvailabilityRecord:
    """Return what the report keeps; `what` says what happened meanwhile, figures are those of the window.

    The picture shows the whole probe, the quiet window before included.
    """
    failed = [one for one in record.attempts if one.failed]
    return AvailabilityRecord(
        what=what,
        url=record.url,
        started=record.started,
        seconds=_since(record, record.ended),
        judged_from_s=_since(record, between[0] if between else record.began),
        judged_to_s=_since(record, min(between[1], record.ended) if between else record.ended),
        cell_s=round(_cell(record), 6),
        rows=[_row(record, between, kind) for kind in record.kinds],
        marks=[ProbeMark(mark.name, _since(record, mark.at)) for mark in record.marks],
        failures=[_failure(record, one) for one in failed[:FAILURES]],
        failures_left_out=max(len(failed) - FAILURES, 0),
    )


def _plain(record: ProbeRecord, between: Window | None, kind: Kind) -> dict[str, Any]:
    seen = figures(record, between, kind)
    return {
        "sent": seen.sent,
        "failed": seen.failed,
        "availability_percent": round(seen.availability_percent, 3),
        "longest_outage_ms": seen.longest_outage_ms,
        "p50_ms": seen.p50_ms,
        "p99_ms": seen.p99_ms,
        "interval_ms": seen.interval_ms,
        "late_p99_ms": seen.late_p99_ms,
        "latest_ms": seen.latest_ms,
        "reused": seen.reused,
        "renewed": seen.renewed,
        "failed_by_phase": dict(seen.failed_by_phase),
    }


def _row(record: ProbeRecord, between: Window | None, kind: Kind) -> AvailabilityRow:
    return AvailabilityRow(str(kind), cells=_cells(record, kind), **_plain(record, between, kind))


def _cell(record: ProbeRecord) -> float:
    return max((record.ended - record.began) / CELLS, record.interval)


def _cells(record: ProbeRecord, kind: Kind) -> list[ProbeCell]:
    """Return the attempts of a kind by when they were due, those of one stretch together."""
    width = _cell(record)
    stretches: dict[int, list[Attempt]] = {}
    for one in record.within(None, kind):
        place = int((one.scheduled - record.began) / width + ROUNDING)
        stretches.setdefault(place, []).append(one)
    return [
        ProbeCell(
            at_s=round(place * width, 3),
            sent=len(members),
            failed=sum(one.failed for one in members),
            slowest_ms=round(1000 * max((one.seconds for one in members if not one.failed), default=0.0), 1),
        )
        for place, members in sorted(stretches.items())
    ]


def _failure(record: ProbeRecord, one: Attempt) -> FailedProbe:
    return FailedProbe(
        one.identifier, str(one.kind), _since(record, one.scheduled), str(one.phase), one.words
    )


def _since(record: ProbeRecord, at: float) -> float:
    return round(at - record.began, 3)
