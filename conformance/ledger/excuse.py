"""Takes back a verdict of *broken* over which a disturbance lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conformance.causes import failure
from conformance.ledger.overlap import Entry
from conformance.record import ScenarioRecord
from conformance.recorder import ending_of
from conformance.report.phrases import count, utc

CAUSE = "node-disrupted"
"""The row of the table of causes that gives the verdict and the remedy."""


def excuse(record: ScenarioRecord, entries: Sequence[Entry], say: Callable[[str], str]) -> None:
    """Give a broken promise the verdict of a disturbed one: its first line names the first of `entries`,
    what was found broken stands below.

    `say` takes secrets out of the cluster's words. At least one entry is given.
    """
    told = [f"{say(entry.sign.words)} at {utc(entry.at)}" for entry in entries]
    more = f", and {count(len(told) - 1, 'more disturbance')}" if len(told) > 1 else ""
    below = [*told[1:], f"found broken, which may come of it: {record.reason}", record.detail]
    ending = ending_of(failure(f"{told[0]}{more}", "\n".join(filter(None, below)), CAUSE))
    record.verdict, record.reason, record.detail = ending.verdict, ending.reason, ending.detail
