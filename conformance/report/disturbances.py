"""What disturbed a run, in lines: for the first screen, summary.md and the end of a reason; pure."""

from __future__ import annotations

from conformance.disturbance_record import DisturbanceRecord
from conformance.record import RunRecord
from conformance.report.phrases import count, utc

NAMED = 20
"""So many that left no promise unknown are told: on a big cluster nodes come and go all day."""


def disturbance_lines(run: RunRecord) -> list[str]:
    """Return a line for each disturbance, oldest first, and one where nodes could not be watched.

    Of those that left no promise unknown the first NAMED are told, and how many more there are.
    """
    harmless = [each for each in run.disturbances if not each.promises]
    left_out = harmless[NAMED:]
    lines = [_line(each) for each in run.disturbances if each not in left_out]
    if left_out:
        lines.append(f"and {count(len(left_out), 'more', 'more')} that left no promise unknown: report.json")
    if run.nodes_unseen:
        lines.append(f"nodes were not watched, only pods: {run.nodes_unseen}")
    return lines


def _line(disturbance: DisturbanceRecord) -> str:
    lasts = disturbance.ended is None or disturbance.ended != disturbance.began
    until = f", until {_until(disturbance)}" if lasts else ""
    left = disturbance.promises
    unknown = f"; left unknown: {', '.join(left)}" if left else "; no promise was broken under it"
    return f"{utc(disturbance.began)}{until}: {disturbance.words}{unknown}"


def _until(disturbance: DisturbanceRecord) -> str:
    return utc(disturbance.ended) if disturbance.ended else "the run's end"
