"""The picture of one probe: a strip a kind of connection, its marks and ticks; pure geometry for the page.

Answered requests stand above a line, the taller the slower; failed ones hang below it: no colour is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from conformance.availability import AvailabilityRecord, AvailabilityRow, ProbeCell
from conformance.report.phrases import count, seconds
from conformance.report.timeline import MOST_TICKS, TICK_STEPS

WIDTH = 480
"""Units of the whole probe; a picture is stretched to the page's width."""
LINE = 18
HEIGHT = 26
SLOWEST_MS = 5000.0
"""As tall as a bar gets: the time-out of a request. Heights are logarithmic from 1 ms on."""
LEAST = 2.0
"""Units; what is there is never invisible."""


@dataclass(frozen=True)
class Strip:
    """One kind of connection: two paths of upright bars, and the same in words."""

    kind: str
    answered: str
    failed: str
    words: str


@dataclass(frozen=True)
class Picture:
    """All strips on one scale of time; places are in percent of the width."""

    strips: tuple[Strip, ...]
    bar: float
    """Width of a bar, in units."""
    judged: tuple[float, float]
    """Where the judged window begins and how wide it is, in units."""
    flags: tuple[tuple[int, float, str, float], ...]
    """Number, percent, name and seconds of each mark."""
    ticks: tuple[tuple[float, float], ...]
    """Percent and seconds."""


def picture_of(record: AvailabilityRecord) -> Picture:
    """Return the picture of a probe."""
    whole = max(record.seconds, 0.001)
    step = next((step for step in TICK_STEPS if whole / step <= MOST_TICKS), whole / MOST_TICKS)
    return Picture(
        strips=tuple(_strip(row, record.cell_s, whole) for row in record.rows),
        bar=round(0.8 * WIDTH * record.cell_s / whole, 2),
        judged=(
            round(WIDTH * record.judged_from_s / whole, 2),
            round(WIDTH * max(record.judged_to_s - record.judged_from_s, 0.0) / whole, 2),
        ),
        flags=tuple(
            (number, min(100 * mark.at_s / whole, 100.0), mark.name, mark.at_s)
            for number, mark in enumerate(record.marks, 1)
        ),
        ticks=tuple((100 * number * step / whole, number * step) for number in range(int(whole / step) + 1)),
    )


def _strip(row: AvailabilityRow, width: float, whole: float) -> Strip:
    answered, failed = [], []
    for cell in row.cells:
        left = f"{WIDTH * (cell.at_s + width / 2) / whole:.4g}"
        if cell.failed < cell.sent:
            answered.append(f"M{left} {LINE}v-{_rise(cell.slowest_ms):.3g}")
        if cell.failed:
            failed.append(f"M{left} {LINE}v{_fall(cell):.3g}")
    return Strip(row.kind, "".join(answered), "".join(failed), _words(row))


def _rise(milliseconds: float) -> float:
    share = math.log(max(milliseconds, 1.0)) / math.log(SLOWEST_MS)
    return LEAST + (LINE - LEAST) * min(share, 1.0)


def _fall(cell: ProbeCell) -> float:
    return LEAST + (HEIGHT - LINE - LEAST) * cell.failed / cell.sent


def _words(row: AvailabilityRow) -> str:
    """Return what the strip shows, for who cannot see it; times count from the probe's beginning."""
    bad = [cell.at_s for cell in row.cells if cell.failed]
    where = f", failures between {seconds(bad[0])} and {seconds(bad[-1])}" if bad else ", no failure"
    return f"{row.kind} connections, {count(sum(cell.sent for cell in row.cells), 'request')}{where}"
