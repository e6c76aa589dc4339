"""Undoes an update that was given up: the old image again, and what was from before must be as it was."""

from __future__ import annotations

import time
from collections.abc import Callable

from conformance.disrupt import DatabaseCopy, restore_database
from conformance.errors import PromiseBroken
from conformance.live_stack import LiveStack
from conformance.update.belongings import Belongings, accepted_at
from conformance.update.inventory import lost
from conformance.update.look import look_at
from conformance.update.observed import State, WentBack
from conformance.update.state import digests_of, state_of


def go_back(
    stack: LiveStack,
    undo: Callable[[], None],
    before: State,
    belongings: Belongings,
    copy: DatabaseCopy | None,
) -> WentBack:
    """Have pods of the old image in the place of all that are not, by `undo`.

    Where that is not enough, the database becomes again what it was, by its `copy`. Returns what is not as
    before; nothing is judged. Raises EnvironmentFault where the cluster fails.
    """
    began, restored = time.monotonic(), False
    try:
        undo()
        wrong = _not_as_before(stack, before, belongings)
        if wrong and copy is not None:
            restore_database(stack.api, stack.namespace, stack.names, copy, stack.credentials.database_user)
            restored = True
            wrong = _not_as_before(stack, before, belongings)
    except PromiseBroken as broken:
        wrong = [broken.message]
    return WentBack(digests_of(stack), tuple(wrong), restored, round(time.monotonic() - began, 2))


def _not_as_before(stack: LiveStack, before: State, belongings: Belongings) -> list[str]:
    """Return each promise that does not hold on the old image again."""
    urls = stack.answering_replicas()
    look = look_at(stack, belongings, urls, frozenset())
    if look.issue_none:
        # nobody could be asked for what there is
        return look.wrong()
    now = state_of(stack, urls, next(iter(urls)))
    refused = [
        wrong for pod, url in urls.items() for wrong in accepted_at(stack, belongings, pod, url).wrong()
    ]
    others = set(now.digests.values()) - set(before.digests.values())
    digests = [f"image: a replica runs {digest}, which none did before" for digest in sorted(others)]
    return [*digests, *look.wrong(), *lost(before.inventory, now.inventory), *refused]
