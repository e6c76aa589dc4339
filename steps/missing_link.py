"""Sentences about keystone containers that must end, above all those without the link."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from conformance.conditions import healed_in_place
from conformance.ending_containers import (
    keystone_ends,
    keystone_logs,
    replicas_that_keep_ending,
    replicas_to_end,
)
from conformance.judges.endings import UNLINKED, each_says, exited_with
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.missing_link import start_unlinked
from conformance.observed import PodView, ServiceView
from conformance.run import Run
from conformance.stack import EXPECTED, Role

UP_SECONDS = 2.0
"""A container that ends as soon as it starts runs for a moment, too."""


@given("a namespace without any part of the stack", target_fixture="stack")
def an_empty_namespace(run: Run) -> LiveStack:
    """But for what the four parts rely on, a Secret or the like."""
    return run.own(Role.SUPPORT)


@given("a stack without its keystone controller", target_fixture="stack")
def a_stack_without_its_controller(run: Run) -> LiveStack:
    """The database pod and the service before it."""
    return run.own(Role.DATABASE, Role.DATABASE_SERVICE)


@given("a stack without its db service", target_fixture="stack")
def a_stack_without_its_service(run: Run) -> LiveStack:
    """The database pod and the keystone pods, which nothing links."""
    return run.own(Role.DATABASE, Role.CONTROLLER)


@when(
    "keystone pods are started there without the link, for three different reasons",
    target_fixture="ending_pods",
)
def unlinked_pods_are_started(stack: LiveStack, run: Run) -> tuple[str, ...]:
    """Each pod is named after its reason."""
    pods = start_unlinked(stack)
    run.recorder.saw(pods=list(pods))
    return pods


@when("the keystone controller is created", target_fixture="ending_pods")
def controller_is_created(stack: LiveStack, run: Run) -> tuple[str, ...]:
    """Its containers are started again and again where they end."""
    stack.create(Role.CONTROLLER)
    pods = replicas_to_end(stack)
    run.recorder.saw(pods={pod.name: pod.uid for pod in pods})
    return tuple(pod.name for pod in pods)


@then(parsers.parse("each keystone container ends with exit code {code:d}"))
def each_ends(stack: LiveStack, ending_pods: tuple[str, ...], code: int, run: Run) -> None:
    """By itself, and at once."""
    ends = keystone_ends(stack, ending_pods)
    run.recorder.saw(ends={pod: str(end) for pod, end in ends.items()})
    must_hold(exited_with(ends, code, stack.names.keystone_container))


@then("each says that the link is missing")
def each_says_what_is_missing(stack: LiveStack, ending_pods: tuple[str, ...]) -> None:
    """In the blog's words, on its log."""
    must_hold(each_says(keystone_logs(stack, ending_pods), UNLINKED))


@given("every keystone container keeps ending, for want of the link", target_fixture="looping")
def every_keystone_container_keeps_ending(stack: LiveStack, run: Run) -> tuple[PodView, ...]:
    """In the blog's words again."""
    looping = replicas_that_keep_ending(stack)
    run.recorder.saw(restarts={pod.name: pod.restarts for pod in looping})
    must_hold(each_says(keystone_logs(stack, [pod.name for pod in looping]), UNLINKED))
    return looping


@when("the db service is created", target_fixture="service")
def service_is_created(stack: LiveStack) -> ServiceView:
    """From the manifest, as it would have been before."""
    stack.create(Role.DATABASE_SERVICE)
    stack.database_cluster_ip()
    return stack.service(EXPECTED.database_service)


@then("every keystone pod heals in place, at the first restart after that")
def every_pod_heals(stack: LiveStack, looping: tuple[PodView, ...], service: ServiceView, run: Run) -> None:
    """The same pods; none of their containers ends once more."""
    assert service.created is not None  # the API server dates every object
    condition = healed_in_place(looping, stack.names.keystone_container, service.created)
    stack.until(condition, "every keystone pod healed in place", "healed-in-place")
    healed = stack.waiter.holds(condition, UP_SECONDS, "every keystone pod stays healed")
    run.recorder.saw(restarts={pod.name: pod.restarts for pod in healed})
