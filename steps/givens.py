"""Where a scenario starts: the stack, or a part of it, as it should be."""

from __future__ import annotations

import pytest
from pytest_bdd import given, then

from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run
from steps.run_key import RUN


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Run:
    """The run that the scenario belongs to."""
    return request.config.stash[RUN]


@given("the stack is deployed", target_fixture="stack")
def stack_is_deployed(run: Run) -> LiveStack:
    """Deploy at the first use; nothing is awaited yet."""
    return run.looked_at()


@given("a stack that may be disturbed", target_fixture="stack")
def a_stack_to_disturb(run: Run) -> LiveStack:
    """With Keystone answering at every replica, and whole again at the scenario's end."""
    stack = run.to_disturb()
    stack.answering_replicas()
    return stack


@given("the database pod is running", target_fixture="database")
def database_pod_is_running(stack: LiveStack) -> PodView:
    """Wait for 1/1 Running."""
    return stack.database()


@given("every keystone pod is running", target_fixture="replicas")
def every_keystone_pod_is_running(stack: LiveStack) -> tuple[PodView, ...]:
    """Wait for the controller to be complete."""
    return stack.replicas()


@given("Keystone answers at every replica", target_fixture="replica_urls")
@then("Keystone answers at every replica", target_fixture="replica_urls")
def keystone_answers_at_every_replica(stack: LiveStack) -> dict[str, str]:
    """Wait for the versions document of each, through the API server's port-forward."""
    return stack.answering_replicas()
