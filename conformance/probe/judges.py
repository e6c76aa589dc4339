"""Judges of availability: each returns what is wrong, a line each.

None judges the product by a probe that could not keep its own pace: those raise EnvironmentFault. What failed
while it kept it is told all the same, and when requests were answered again where it did early enough.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.judgement import Judgement, Kept, NotYet
from conformance.probe.attempt import Attempt
from conformance.probe.fitness import UNFIT, kept_its_pace, paced_since, unfit, while_paced
from conformance.probe.probe_record import ProbeRecord, Window

TOLD = 20
"""Failures that are told one by one."""
STEADY_SHARE = 0.8
"""Of the requests due in a steady stretch so many end in it; of 3 s fewer do where each takes over 0.6 s, or
those of one replica of three over 1.8 s."""


def back_within(record: ProbeRecord, mark: str, seconds: float) -> list[str]:
    """Judge that, so long after a mark at the latest, requests of each kind were answered and stayed so."""
    window = record.since(mark)
    if not _back_while_paced(record, window, seconds):
        kept_its_pace(record, window)
    failed = [one for one in record.within(window) if one.failed]
    wrong = []
    for kind in record.kinds:
        away = away_after(record.within(window, kind), window)
        if away is None or away > seconds:
            until = "until the probe's end" if away is None else f"for {away:.1f} s"
            wrong.append(
                f"answers: requests on {kind} connections failed {until} after {mark!r},"
                f" not for {seconds:g} s at most"
            )
    return wrong + failures_told(failed) if wrong else []


def _back_while_paced(record: ProbeRecord, window: Window, seconds: float) -> bool:
    """Tell whether requests of each kind were answered in time and stayed so, by those due since the probe
    kept its pace: whatever went unseen before.
    """
    paced = paced_since(record, window)
    for kind in record.kinds:
        attempts = record.within((paced, window[1]), kind)
        answered = _after_the_last_failure(attempts)
        if not answered or min(one.ended for one in answered) - window[0] > seconds:
            return False
    return True


def away_after(attempts: Sequence[Attempt], window: Window) -> float | None:
    """Return seconds from the window's begin to the first answer after the last failure; None: none came."""
    after = _after_the_last_failure(attempts)
    if len(after) == len(attempts):
        return 0.0 if attempts else None
    return min(one.ended for one in after) - window[0] if after else None


def _after_the_last_failure(attempts: Sequence[Attempt]) -> Sequence[Attempt]:
    failures = [place for place, one in enumerate(attempts) if one.failed]
    return attempts[failures[-1] + 1 :] if failures else attempts


def no_failures_on_new_connections(record: ProbeRecord, between: Window | None = None) -> list[str]:
    """Judge that no request failed whose connection was opened for it, be it to keep it afterwards."""
    fresh = [one for one in record.within(between) if one.fresh]
    failed = while_paced(record, between, [one for one in fresh if one.failed])
    if not failed:
        return []
    return [
        f"answers: {len(failed)} of {len(fresh)} requests on new connections failed",
        *failures_told(failed),
    ]


def no_failures_after_the_request_was_read(record: ProbeRecord, between: Window | None = None) -> list[str]:
    """Judge that no request on a kept connection failed once it may have been read.

    One that is reset before it was read may be sent again by any client, and is no failure here.
    """
    reused = [one for one in record.within(between) if not one.fresh]
    failed = while_paced(record, between, [one for one in reused if one.maybe_read])
    if not failed:
        return []
    count = f"{len(failed)} of {len(reused)}"
    return [
        f"answers: {count} requests on kept connections failed after they may have been read",
        *failures_told(failed),
    ]


def answers_steadily(record: ProbeRecord, seconds: float, since: str, until: float) -> Judgement[float]:
    """Judge whether nothing has failed in the `seconds` up to `until`, all of them after the mark `since`.

    The record is taken once all has ended that was due by `until`: what hangs fails only later. Kept gives
    the seconds from the mark to the beginning of that stretch. What is not steady yet is nobody's fault where
    the probe itself was late then, or while what failed was asked.
    """
    marked = record.at(since)
    stretch = (max(until - seconds, marked), until)
    ended = [one for one in record.attempts if one.ended >= stretch[0] and one.scheduled >= marked]
    failed = [one for one in ended if one.failed]
    in_it = [one for one in record.within(stretch) if one.ended <= until]
    expected = seconds / record.interval * len(record.kinds)
    late = unfit(record, (min([stretch[0], *(one.scheduled for one in failed)]), record.ended))
    if failed:
        seen = f"{len(failed)} of the last {len(ended)} requests failed, the last: {failed[-1].told()}"
    elif until - marked < seconds or len(in_it) < STEADY_SHARE * expected:
        seen = f"{len(in_it)} requests answered and none failed, of {expected:.0f} that are due"
    elif late:
        seen = late
    else:
        return Kept(stretch[0] - marked, f"{len(in_it)} requests answered in a row")
    return NotYet(seen, UNFIT if late else "")


def failures_told(failed: Sequence[Attempt]) -> list[str]:
    """Return the first failures in words, and how many more there are."""
    lines = [one.told() for one in failed[:TOLD]]
    return [*lines, f"and {len(failed) - TOLD} more"] if len(failed) > TOLD else lines
