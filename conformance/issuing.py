"""Tokens of the replicas of one stack: awaited at each, tried at each, tried while something happens."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

from conformance.conditions import Condition
from conformance.errors import EnvironmentFault
from conformance.identity import TokenAttempt, TokenIssued, answers_token, attempt_token, status_of_token
from conformance.judgement import Judgement, Kept, NotYet
from conformance.live_stack import LiveStack
from conformance.observed import Snapshot


def tokens_of(stack: LiveStack, urls: Mapping[str, str], awaited: str, event: str) -> dict[str, TokenIssued]:
    """Return a token from each replica, by pod, once it issues one.

    `urls` is by pod; `awaited` and `event` are as for a wait. Raises as a wait does.
    """
    password = stack.credentials.admin_password
    return {
        pod: stack.waiter.until_answers(
            partial(answers_token, url, password=password), f"{awaited} from pod {pod}", event
        )
        for pod, url in urls.items()
    }


def attempts_of(stack: LiveStack, pods: tuple[str, ...], *, times: int = 1) -> tuple[TokenAttempt, ...]:
    """Ask each pod for a token, so many times one after the other, and return how each request ended."""
    password = stack.credentials.admin_password
    return tuple(attempt_token(pod, stack.replica_url(pod), password) for _ in range(times) for pod in pods)


def attempts_until(
    stack: LiveStack, pod: str, condition: Condition[object], awaited: str, event: str, *, least: int
) -> tuple[TokenAttempt, ...]:
    """Ask one pod for tokens again and again until `condition` is kept, and return how each request ended.

    Raises EnvironmentFault where that was fewer than `least` times and each got its token: one that got none
    is enough to judge. Else raises as a wait does.
    """
    attempts: list[TokenAttempt] = []

    def attempt() -> Judgement[object]:
        attempts.extend(attempts_of(stack, (pod,)))
        return condition(stack.snapshot)

    stack.waiter.until_answers(attempt, awaited, event)
    if len(attempts) < least and all(each.got_token for each in attempts):
        raise EnvironmentFault(
            f"only {len(attempts)} tokens were asked for until {awaited}: {least} are needed to judge",
            "run on a machine with a core to spare",
        )
    return tuple(attempts)


def attempts_for(stack: LiveStack, pod: str, seconds: float) -> tuple[TokenAttempt, ...]:
    """Ask one pod for tokens again and again for so long, and return how each request ended."""
    until = time.monotonic() + seconds

    def long_enough(_: Snapshot) -> Judgement[object]:
        return Kept(None, "asked long enough") if time.monotonic() >= until else NotYet("asking on")

    return attempts_until(stack, pod, long_enough, f"tokens asked of pod {pod}", "token", least=1)


def statuses_of(stack: LiveStack, token: str) -> dict[str, int]:
    """Return by pod the status with which each replica validates `token`."""
    timeout = stack.waiter.patience("answer")
    urls = stack.answering_replicas()
    return {pod: status_of_token(url, token, timeout=timeout) for pod, url in urls.items()}
