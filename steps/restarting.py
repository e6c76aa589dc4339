"""Sentences about a main process that ends, and the container that is started again."""

from __future__ import annotations

import pytest
from pytest_bdd import then, when

from conformance.conditions import restarted_in_place
from conformance.disturbance import Disturbance, end_container
from conformance.ended_again import ended_until_asked
from conformance.identity import TokenAttempt
from conformance.issuing import attempts_meanwhile, enough_to_judge
from conformance.judges.holding import must_hold
from conformance.judges.without_database import issued_each
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run

LEAST_TOKENS = 3
"""The first may have been asked for before memcached was told to end; it is away for a moment only, and two
that each took long may both have missed that."""


@pytest.fixture
def attempts() -> list[TokenAttempt]:
    """The requests for tokens while a container was away."""
    return []


@when("the main process of keystone in one pod ends", target_fixture="disturbance")
def keystone_ends(stack: LiveStack, run: Run) -> Disturbance:
    """By SIGTERM to process 1, or SIGKILL below an init; whether it did is judged by the container's id."""
    disturbance = end_container(stack, stack.replicas()[0], stack.names.keystone_container)
    run.recorder.saw(ended=disturbance.told, container=disturbance.container)
    return disturbance


@when("the main process of the database ends", target_fixture="disturbance")
def database_ends(stack: LiveStack, run: Run) -> Disturbance:
    """By SIGTERM to process 1, as an operator's `kubectl exec … kill 1` would."""
    disturbance = end_container(stack, stack.database(), stack.names.database_container)
    run.recorder.saw(ended=disturbance.told, container=disturbance.container)
    return disturbance


@when(
    "the main process of memcached in one pod ends while tokens are asked for there",
    target_fixture="disturbance",
)
def memcached_ends(stack: LiveStack, attempts: list[TokenAttempt]) -> Disturbance:
    """Requests go on without a pause, from before it ends until its container runs again.

    Where that was too short to ask for enough, it ends once more.
    """

    def end(of: PodView, event: str) -> tuple[Disturbance, PodView]:
        ended = end_container(stack, of, stack.names.memcached_container)
        again = restarted_in_place(ended.hit[0], ended.container)
        return ended, stack.until(again, "memcached restarted", event)

    pod = stack.replicas()[0]
    with attempts_meanwhile(stack, pod.name) as asked:
        disturbance = ended_until_asked(end, pod, asked, LEAST_TOKENS)
    enough_to_judge(asked, LEAST_TOKENS, "until memcached restarted")
    attempts += asked
    return disturbance


@then("its container is restarted in place")
def container_is_restarted(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The same pod, another container id, one restart more, and nothing else in the pod touched."""
    pod, container = disturbance.hit[0], disturbance.container
    condition = restarted_in_place(pod, container)
    again = stack.until(condition, f"container {container} of {pod.name} restarted", "container-restarted")
    run.recorder.saw(pod=again.uid, restarts=dict(again.restart_counts))


@then("each request got its token")
def each_request_got_its_token(attempts: list[TokenAttempt], run: Run) -> None:
    """Memcached or no memcached."""
    run.recorder.saw(tokens=len(attempts), slowest_s=round(max(each.seconds for each in attempts), 2))
    must_hold(issued_each(attempts))
