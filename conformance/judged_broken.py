"""When, and on which nodes, a promise was judged broken: what a disturbance there leaves unknown."""

from __future__ import annotations

from collections.abc import Collection

from conformance.ledger import JudgedWhile, stays_of
from conformance.live_stack import LiveStack
from conformance.record import ScenarioRecord


def judged_while(
    record: ScenarioRecord, until: float, patience: float, stacks: Collection[LiveStack]
) -> JudgedWhile:
    """Return what the ledger holds a broken promise against.

    It was judged on `stacks` until the moment `until`. What is evicted is replaced within `patience`
    seconds: so long before its beginning a disturbance can still have been felt.
    """
    since = until - record.seconds - patience
    stays = [stay for stack in stacks for stay in stays_of(stack.snapshot)]
    return JudgedWhile(record, since, until, [stack.namespace for stack in stacks], stays)
