"""Sentences about pods that go, and what comes in their place."""

from __future__ import annotations

from pytest_bdd import parsers, then, when

from conformance.conditions import endpoints_are, left_out, pods_made, pods_stable
from conformance.disturbance import Disturbance, delete_replicas
from conformance.judges.holding import must_hold
from conformance.judges.replacement import began_to_lack, made_within, seconds_until_made
from conformance.live_stack import LiveStack
from conformance.replaced import until_replaced
from conformance.run import Run
from conformance.stack import EXPECTED


@when("one keystone pod is deleted", target_fixture="disturbance")
def one_keystone_pod_is_deleted(stack: LiveStack, run: Run) -> Disturbance:
    """`kubectl delete pod`, by name and uid."""
    disturbance = delete_replicas(stack, 1)
    run.recorder.saw(deleted=disturbance.told)
    return disturbance


@when("two keystone pods are deleted at once", target_fixture="disturbance")
def two_keystone_pods_are_deleted(stack: LiveStack, run: Run) -> Disturbance:
    """One right after the other: none is replaced yet when the last goes."""
    disturbance = delete_replicas(stack, 2)
    run.recorder.saw(deleted=disturbance.told)
    return disturbance


@when("all keystone pods are deleted at once", target_fixture="disturbance")
def all_keystone_pods_are_deleted(stack: LiveStack, run: Run) -> Disturbance:
    """However many the controller has."""
    disturbance = delete_replicas(stack)
    run.recorder.saw(deleted=disturbance.told)
    return disturbance


@then(parsers.parse("a new pod of the controller is made within {seconds:g} second"))
@then(parsers.parse("new pods of the controller are made within {seconds:g} second"))
def new_pods_are_made(stack: LiveStack, disturbance: Disturbance, seconds: float, run: Run) -> None:
    """The objects, as the watch shows them first; counted from when it shows that they are due."""
    condition = pods_made(stack.names.controller, disturbance.before, len(disturbance.hit))
    new = stack.until(condition, f"a new pod for each of {disturbance.names}", "pod-made")
    since = began_to_lack(disturbance.hit, stack.snapshot, disturbance.at)
    made = seconds_until_made(new, stack.snapshot, since)
    run.recorder.saw(seconds_until_made=made)
    must_hold(made_within(made, seconds))


@then("a new pod of the controller takes its place, with both containers ready")
@then("new pods of the controller take their places, with both containers ready")
def a_new_pod_takes_its_place(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """Another uid, owned by the controller, 2/2, and the deleted one gone."""
    new = until_replaced(stack, disturbance)
    run.recorder.saw(replacements={pod.name: pod.uid for pod in new})


@then("the other pods are untouched")
def other_pods_are_untouched(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The same uids, the same restart counts, the database's among them."""
    stack.until(pods_stable(disturbance.others), "the other pods untouched", "pod-replaced")
    run.recorder.saw(untouched={pod.name: pod.uid for pod in disturbance.others})


@then("Keystone answers again at every replica")
def keystone_answers_again(stack: LiveStack, run: Run) -> None:
    """The new one included: running is not answering."""
    run.recorder.saw(answering=list(stack.answering_replicas()))


@then("the public service no longer leads to it")
def public_service_leaves_it_out(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """Not among the ready endpoints any more."""
    condition = left_out(stack.names.public_service, disturbance.uids)
    stack.until(condition, f"{disturbance.names} out of the public service", "endpoint-listed")
    run.recorder.saw(left_out=list(disturbance.uids))


@then("the public service leads to exactly the controller's pods")
def public_service_leads_to_the_pods(stack: LiveStack, run: Run) -> None:
    """All that it has now, be it none, and no others."""
    names = [pod.name for pod in stack.snapshot.pods_of(stack.controller().uid) if not pod.terminating]
    condition = endpoints_are(stack.names.public_service, names, EXPECTED.public_port if names else None)
    listed = stack.until(condition, "exactly the controller's pods behind it", "endpoint-listed")
    run.recorder.saw(endpoints=list(listed))
