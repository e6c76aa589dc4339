"""How long the newer Keystone's migration takes over many users, and whom it keeps waiting."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from conformance.asked_meanwhile import asked_meanwhile
from conformance.identity.plain_requests import ask_for_token, by_password, token_in
from conformance.image_difference.pair import ImagePair
from conformance.image_difference.quantiles import quantile_of
from conformance.image_difference.seeding import SEEDED, seeding
from conformance.image_difference.side_by_side import Side, SideBySide
from conformance.inside import query
from conformance.inside.migration import Migrated, migrate
from conformance.reach import Answer, ask
from conformance.report.phrases import milliseconds, seconds
from conformance.run import Run
from conformance.stack import EXPECTED

STEPS = ("--expand", "--contract")
SEED_S = 300.0
"""For one statement of the seeding: a million rows take a minute on half a cpu."""
UNCACHED = {EXPECTED.cache_variable: "0"}
"""Each request then reads the revocations, which migrations have put indexes on."""
BEFORE_ROUNDS = 50
"""Requests that show how long an answer takes while nothing is migrated."""


@dataclass(frozen=True)
class Asked:
    """How long requests took that were sent one after the other, in seconds."""

    sent: int
    failed: int
    median: float
    longest: float

    def __str__(self) -> str:
        """Return `50 requests, 0 failed, median 12.1 ms, longest 31.4 ms`."""
        return (
            f"{self.sent} requests, {self.failed} failed, median {milliseconds(1000 * self.median)}, "
            f"longest {milliseconds(1000 * self.longest)}"
        )


@dataclass(frozen=True)
class Migration:
    """The migration of a database with many users, while the older Keystone serves on it."""

    users: int
    steps: tuple[Migrated, ...]
    before: Asked
    meanwhile: Asked

    def lines(self) -> Iterator[str]:
        """Yield lines for a person; the first sums it up."""
        whole = sum(step.seconds for step in self.steps)
        lock = max(step.longest_lock_s for step in self.steps)
        yield (
            f"{self.users} users, as many rows in each of {', '.join(SEEDED)}: {seconds(whole)}, "
            f"longest lock {milliseconds(1000 * lock) if lock else 'not seen'}"
        )
        for step in self.steps:
            yield (
                f"db_sync {step.step}: {seconds(step.seconds)}, longest statement "
                f"{milliseconds(1000 * step.longest_statement_s)}, longest wait for a lock "
                f"{milliseconds(1000 * step.longest_lock_s)} ({step.looks} looks)"
            )
        yield f"the older Keystone before: {self.before}"
        yield f"the older Keystone meanwhile: {self.meanwhile}"


def migrate_seeded(run: Run, pair: ImagePair, users: int, timeout: float) -> Migration:
    """Return what the migration takes in a stack of its own with so many users.

    The older Keystone is asked all the while, one request after the other. `timeout` is in seconds, for an
    answer. Raises PromiseBroken where the migration fails.
    """
    both = SideBySide(run, pair, "migration", UNCACHED)
    try:
        return _migrated(both, users, timeout)
    finally:
        both.end()


def _migrated(both: SideBySide, users: int, timeout: float) -> Migration:
    side = both.before()
    idle = both.idle(side)
    stack = side.stack
    for statement in seeding(stack.credentials.database_name, users):
        query(stack.api, stack.namespace, stack.names, statement, "root", timeout=SEED_S)
    body = by_password(EXPECTED.admin_user, EXPECTED.domain, side.password, EXPECTED.admin_project)
    token = token_in(ask_for_token(side.url, body, timeout=timeout))
    before = [_seconds_of(side, token, timeout) for _ in range(BEFORE_ROUNDS)]
    where = (stack.api, stack.namespace, idle, side.container)
    with asked_meanwhile(partial(_seconds_of, side, token, timeout), timeout) as meanwhile:
        steps = tuple(migrate(*where, step) for step in STEPS)
    return Migration(users, steps, _asked(before), _asked(meanwhile))


def _seconds_of(side: Side, token: str, timeout: float) -> float | None:
    """Return how long a request that reads users and revocations took; None for what is no answer.

    Each asks for another user, so that no cache answers for the database.
    """
    name = f"seeded-{time.monotonic_ns()}"
    reply = ask(f"{side.url}/v3/users?name={name}", timeout, headers={"X-Auth-Token": token})
    return reply.seconds if isinstance(reply, Answer) and reply.status < 500 else None


def _asked(taken: list[float | None]) -> Asked:
    answered = [one for one in taken if one is not None] or [0.0]
    failed = sum(one is None for one in taken)
    return Asked(len(taken), failed, quantile_of(answered, 0.5).value, max(answered))
