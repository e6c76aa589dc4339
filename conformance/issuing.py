"""Tokens of the replicas of one stack: awaited at each, tried at each, tried while something happens."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from conformance.asked_meanwhile import asked_meanwhile
from conformance.errors import EnvironmentFault
from conformance.every_replica import until_every_replica
from conformance.identity import TokenAttempt, TokenIssued, answers_token, attempt_token, status_of_token
from conformance.identity.attempt import LONGEST_SECONDS
from conformance.judgement import Judgement, Kept, NotYet
from conformance.live_stack import LiveStack

ROOM_SECONDS = 60.0
"""For the requests that are under way when the time to ask is over: each bounds itself."""


def tokens_of(stack: LiveStack, urls: Mapping[str, str], awaited: str, event: str) -> dict[str, TokenIssued]:
    """Return a token from each replica, by pod, once all have issued one; they are asked side by side.

    `urls` is by pod; `awaited`, e.g. "a token", and `event` are as for a wait. Raises as a wait does.
    """
    ask = partial(answers_token, password=stack.credentials.admin_password)
    return until_every_replica(stack.waiter, urls, ask, f"{awaited} from every replica", event)


def attempts_of(stack: LiveStack, pods: tuple[str, ...], *, times: int = 1) -> tuple[TokenAttempt, ...]:
    """Ask each pod for a token, so many times one after the other, and return how each request ended."""
    password = stack.credentials.admin_password
    return tuple(attempt_token(pod, stack.replica_url(pod), password) for _ in range(times) for pod in pods)


@contextmanager
def attempts_meanwhile(stack: LiveStack, pod: str) -> Iterator[list[TokenAttempt]]:
    """Ask one pod for tokens, one right after the other, until the block ends; give how each request ended.

    Raises NoWayToPod at the end of the block where the cluster gave no way to the pod.
    """
    url, password = stack.replica_url(pod), stack.credentials.admin_password
    with asked_meanwhile(partial(attempt_token, pod, url, password), LONGEST_SECONDS) as attempts:
        yield attempts


def enough_to_judge(attempts: Sequence[TokenAttempt], least: int, what: str) -> None:
    """Raise EnvironmentFault for fewer than `least` where each got its token; `what` they were asked in.

    One that got none is enough to judge.
    """
    if len(attempts) < least and all(each.got_token for each in attempts):
        raise EnvironmentFault(
            f"only {len(attempts)} tokens were asked for {what}: {least} are needed to judge",
            "run on a machine with a core to spare",
        )


def attempts_for(
    stack: LiveStack,
    pod: str,
    seconds: float,
    runs: Callable[[], bool],
    *,
    now: Callable[[], float] = time.monotonic,
) -> tuple[TokenAttempt, ...]:
    """Ask one pod for tokens again and again until so long after its program `runs`; return how each ended.

    One that never seems to run is asked as long as Keystone may take until it answers, and `seconds` more.
    """
    attempts: list[TokenAttempt] = []
    longest = stack.waiter.patience("keystone-answers")
    latest = now() + longest
    until = math.inf

    def attempt() -> Judgement[None]:
        nonlocal until
        if until == math.inf and (now() >= latest or runs()):
            until = now() + seconds
        attempts.extend(attempts_of(stack, (pod,)))
        return Kept(None, "asked long enough") if now() >= until else NotYet("asking on")

    stack.waiter.until_answers(
        attempt, f"tokens asked of pod {pod}", "token", within=longest + seconds + ROOM_SECONDS
    )
    return tuple(attempts)


def statuses_of(stack: LiveStack, token: str) -> dict[str, int]:
    """Return by pod the status with which each replica validates `token`."""
    timeout = stack.waiter.patience("answer")
    urls = stack.answering_replicas()
    return {pod: status_of_token(url, token, timeout=timeout) for pod, url in urls.items()}
