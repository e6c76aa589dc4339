"""Which disturbances lie over the time in which a promise was judged; pure."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from conformance.ledger.signs import Sign
from conformance.ledger.stays import Stay
from conformance.record import ScenarioRecord


@dataclass
class Entry:
    """A sign with its time: monotonic seconds to reckon with, and as a person is told it."""

    sign: Sign
    began: float
    ended: float
    """Infinite while it lasts."""
    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class JudgedWhile:
    """A scenario, the monotonic seconds from which on it can have been disturbed until its verdict, and the
    stacks it used.
    """

    record: ScenarioRecord
    since: float
    until: float
    namespaces: Collection[str]
    stays: Collection[Stay]

    def is_under(self, entry: Entry) -> bool:
        """Return whether `entry` befell, in that time, a pod of its stacks or a node that carried one."""
        if entry.sign.pod:
            return entry.sign.namespace in self.namespaces and self._meets(entry)
        return any(self._meets(entry, stay) for stay in self.stays if stay.node == entry.sign.node)

    def _meets(self, entry: Entry, stay: Stay | None = None) -> bool:
        first = max(self.since, entry.began, stay.since if stay else -math.inf)
        return first <= min(self.until, entry.ended, stay.until if stay else math.inf)
