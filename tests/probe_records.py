"""Records of made-up probes: ten requests a second of each kind, from second 100 on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from conformance.judgement import Judgement
from conformance.probe import Attempt, Kind, Mark, Phase, ProbeRecord
from conformance.probe.judges import answers_steadily

BEGAN = 100.0
INTERVAL = 0.1
LATENCY = 0.005
STARTED = datetime(2026, 11, 24, 18, 0, 0, tzinfo=UTC)

Change = Callable[[Attempt, float], Attempt]
"""What becomes of an attempt that is due so many seconds after the beginning."""


def probed(seconds: float, *changes: Change, marks: dict[str, float] | None = None) -> ProbeRecord:
    """Return a record of so many seconds in which all went well but for `changes`; marks by their second."""
    attempts = []
    for number in range(round(seconds / INTERVAL)):
        for place, kind in enumerate(Kind):
            after = number * INTERVAL + place * INTERVAL / 2
            attempts.append(_attempt(number, kind, after, changes))
    return ProbeRecord(
        url="http://198.18.1.129:5000/v3",
        interval=INTERVAL,
        began=BEGAN,
        ended=BEGAN + seconds,
        started=STARTED,
        attempts=tuple(attempts),
        marks=tuple(Mark(name, BEGAN + at) for name, at in (marks or {}).items()),
    )


def _attempt(number: int, kind: Kind, after: float, changes: tuple[Change, ...]) -> Attempt:
    due = BEGAN + after
    fresh = kind is Kind.NEW or number == 0
    one = Attempt(f"run-{kind.name.lower()}-{number}", kind, due, due, due, due + LATENCY, fresh, status=200)
    for change in changes:
        one = change(one, round(after, 6))
    return one


def fails(
    first: float,
    last: float,
    phase: Phase = Phase.CONNECTING,
    words: str = "Connection refused",
    *,
    kinds: tuple[Kind, ...] = tuple(Kind),
) -> Change:
    """Return a change: what is due from `first` until just before `last` fails."""

    def change(one: Attempt, after: float) -> Attempt:
        if not first <= after < last or one.kind not in kinds:
            return one
        fresh = one.fresh or phase is Phase.CONNECTING
        connected = None if phase is Phase.CONNECTING else one.connected
        return replace(one, phase=phase, words=words, status=0, fresh=fresh, connected=connected)

    return change


def is_late(first: float, last: float, seconds: float) -> Change:
    """Return a change: what is due in between begins and ends so much later."""

    def change(one: Attempt, after: float) -> Attempt:
        if not first <= after < last:
            return one
        return replace(one, started=one.started + seconds, ended=one.ended + seconds)

    return change


def missing(first: float, last: float) -> ProbeRecord:
    """Return a record of ten seconds in which nothing was sent from `first` until just before `last`."""
    record = probed(10)
    left = [one for one in record.attempts if not first <= one.scheduled - record.began < last]
    return replace(record, attempts=tuple(left))


def steadily(record: ProbeRecord, seconds: float, since: str) -> Judgement[float]:
    """Return what a look at the record's end says."""
    return answers_steadily(record, seconds, since, record.ended)
