"""What a report keeps of the requests that went on while a stack was updated."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.availability import AvailabilityRecord
from conformance.probe import availability_of
from conformance.update.load import BEGINS
from conformance.update.observed import ObservedUpdate


def availability_of_update(seen: ObservedUpdate, what: str) -> Iterator[AvailabilityRecord]:
    """Yield a record for each probe: in public, of a token in public, and of a token at each old replica.

    `what` says what the update was; figures begin with it, pictures show what was before too. One that sent
    nothing since the update began, as its pod was to go first, has none.
    """
    named = (
        (f"update to {what}", seen.public),
        (f"update to {what}: a token from before, in public", seen.tokens),
        *((f"update to {what}: a token from before, at {pod}", record) for pod, record in seen.old.items()),
    )
    for words, record in named:
        if record is None or all(mark.name != BEGINS for mark in record.marks):
            continue
        if record.within(since := record.since(BEGINS)):
            yield availability_of(record, words, since)
