"""Sentences about a db service that was made again under another address."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_bdd import given, then, when

from conformance.conditions import pod_replaced, pods_stable
from conformance.disrupt import delete_pod
from conformance.judges.holding import must_hold
from conformance.judges.link import connections_lead_to, db_link_address, still_wired_to
from conformance.live_stack import LiveStack
from conformance.moved_service import Moved, move_database_service
from conformance.observed import PodView
from conformance.run import Run
from conformance.stack import EXPECTED

STAYS_SECONDS = 5.0
"""Who follows a service learns of it by kube-proxy and DNS, seconds later: one look may be too soon."""


@dataclass(frozen=True)
class Replacement:
    """The pod that was made since, and those that were there before."""

    new: PodView
    untouched: tuple[PodView, ...]


@given("a stack of its own in which Keystone answers at every replica", target_fixture="stack")
def an_own_stack_that_answers(run: Run) -> LiveStack:
    """Without the public service."""
    stack = run.own()
    stack.answering_replicas()
    return stack


@given("its db service was made again, at another address", target_fixture="moved")
def service_was_made_again(stack: LiveStack, run: Run) -> Moved:
    """A placeholder keeps the old address, so that the new service cannot get it back."""
    moved = move_database_service(stack)
    run.recorder.saw(old_address=moved.old, new_address=moved.new)
    return moved


@when("one keystone pod is replaced", target_fixture="replacement")
def one_keystone_pod_is_replaced(stack: LiveStack, run: Run) -> Replacement:
    """Deleted, so that the controller makes another."""
    before = stack.replicas()
    delete_pod(stack.api, stack.namespace, before[0].name, before[0].uid)
    condition = pod_replaced(stack.names.controller, before, [before[0].uid], EXPECTED.containers_per_replica)
    (new,) = stack.until(condition, f"{before[0].name} replaced", "pod-replaced")
    run.recorder.saw(deleted=before[0].name, replacement=new.name)
    return Replacement(new, before[1:])


@then("the new pod is wired to the new address")
def new_pod_has_the_new_address(stack: LiveStack, moved: Moved, replacement: Replacement, run: Run) -> None:
    """In its environment, and in the keystone.conf made of it."""
    pod = replacement.new.name
    must_hold(db_link_address({pod: stack.environment(pod)}, moved.new))
    stack.until_replica_answers(pod)
    connection = stack.database_connection(pod)
    run.recorder.saw(wired={pod: connection.host})
    must_hold(connections_lead_to({pod: connection}, moved.new))


@then("the pods that were left alone are wired to the old one")
def old_pods_have_the_old_address(stack: LiveStack, moved: Moved, replacement: Replacement, run: Run) -> None:
    """Nothing changes in a container that runs, nor some seconds later."""
    as_before = pods_stable(replacement.untouched)
    stack.waiter.holds(as_before, STAYS_SECONDS, "the pods that were left alone run on")
    environments = {pod.name: stack.environment(pod.name) for pod in replacement.untouched}
    connections = {pod.name: stack.database_connection(pod.name) for pod in replacement.untouched}
    run.recorder.saw(still={pod: url.host for pod, url in connections.items()})
    must_hold(still_wired_to(environments, connections, moved.old))
