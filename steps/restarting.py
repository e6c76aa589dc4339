"""Sentences about a main process that ends, and the container that is started again."""

from __future__ import annotations

import pytest
from pytest_bdd import then, when

from conformance.conditions import restarted_in_place
from conformance.disturbance import Disturbance, end_container
from conformance.identity import TokenAttempt
from conformance.issuing import attempts_until
from conformance.judges.holding import must_hold
from conformance.judges.without_database import issued_each
from conformance.live_stack import LiveStack
from conformance.run import Run

LEAST_TOKENS = 2
"""The second is asked for when memcached has been told to end: fewer, and nobody asked while it was away."""


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
    """Requests go on, one after the other, until its container runs again."""
    disturbance = end_container(stack, stack.replicas()[0], stack.names.memcached_container)
    pod = disturbance.hit[0]
    again = restarted_in_place(pod, disturbance.container)
    attempts += attempts_until(
        stack, pod.name, again, "memcached restarted", "container-restarted", least=LEAST_TOKENS
    )
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
