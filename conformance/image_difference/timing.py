"""How long two Keystones take for a token, and how much memory their containers have, in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from conformance.errors import PromiseBroken
from conformance.identity.plain_requests import ask_about_token, ask_for_token, by_password, token_in
from conformance.image_difference.measured import Measured, in_turn, measured
from conformance.image_difference.side_by_side import Side
from conformance.inside.memory import memory_of
from conformance.reach import Answer
from conformance.stack import EXPECTED

BETWEEN_READINGS = 10
"""Rounds from one reading of the memory to the next: 80 give eight; a median has an interval from 6 on."""
CREATED, OK = 201, 200
ISSUE, VALIDATION, MEMORY = "token issue", "token validation", "memory of the container"


def time_both(before: Side, after: Side, rounds: int, timeout: float) -> tuple[Measured, ...]:
    """Return time and memory of both, from so many rounds in each of which both serve once.

    A token is issued by password, on a connection of its own, and validated at once on another; both lead
    through the API server's port-forward, which takes its part of each time. `timeout` is in seconds. Raises
    PromiseBroken for an answer that is no token: its time would tell nothing.
    """
    taken: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def one_round(side: Side, number: int) -> None:
        if number % BETWEEN_READINGS == 0:
            taken[MEMORY, side.image].append(memory_of(*side.where))
        body = by_password(EXPECTED.admin_user, EXPECTED.domain, side.password, EXPECTED.admin_project)
        issued = _answered(side, ask_for_token(side.url, body, timeout=timeout), CREATED)
        taken[ISSUE, side.image].append(issued.seconds)
        validated = _answered(side, ask_about_token(side.url, token_in(issued), timeout=timeout), OK)
        taken[VALIDATION, side.image].append(validated.seconds)

    in_turn((before, after), rounds, one_round)

    def of_both(what: str) -> tuple[Sequence[float], Sequence[float]]:
        return taken[what, before.image], taken[what, after.image]

    return (
        *measured(ISSUE, "s", *of_both(ISSUE)),
        *measured(VALIDATION, "s", *of_both(VALIDATION)),
        *measured(MEMORY, "bytes", *of_both(MEMORY), shares=(0.5,)),
    )


def _answered(side: Side, answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise PromiseBroken(f"{side.image}: {answer.url} answered {answer.status} in place of {status}")
    return answer
