"""Sentences about the controller: how many pods it is asked for, and which are its own."""

from __future__ import annotations

from pytest_bdd import then, when

from conformance.conditions import (
    adopted_or_removed,
    all_adopted,
    let_go,
    orphaned,
    pod_gone,
    pods_stable,
    scaled_to,
)
from conformance.disrupt import delete_pod, scale_controller
from conformance.disturbance import (
    Disturbance,
    add_bare_pod,
    orphan_replicas,
    relabel_replica,
    scale,
)
from conformance.live_stack import LiveStack
from conformance.run import Run
from conformance.stack import Role

STAYS_SECONDS = 1.0
"""A controller acts within milliseconds of what its watch shows: who wants a pod has taken it by then."""


@when("the controller is asked for two pods more", target_fixture="disturbance")
def two_pods_more(stack: LiveStack) -> Disturbance:
    """`kubectl scale rc --replicas`, from three to five."""
    return scale(stack, len(stack.replicas()) + 2)


@when("the controller is asked for no pods", target_fixture="disturbance")
def no_pods(stack: LiveStack) -> Disturbance:
    """`kubectl scale rc --replicas=0`."""
    return scale(stack, 0)


@then("it has two pods more, all ready")
def it_has_two_more(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """By its own count and by the pods it owns."""
    number = len(disturbance.before) + 2
    pods = stack.until(scaled_to(stack.names.controller, number), f"{number} pods", "scaled")
    run.recorder.saw(pods={pod.name: pod.uid for pod in pods})


@then("it has no pods")
def it_has_none(stack: LiveStack, run: Run) -> None:
    """Not even one on its way out."""
    pods = stack.until(scaled_to(stack.names.controller, 0), "no keystone pod left", "scaled")
    run.recorder.saw(pods=[pod.name for pod in pods])


@then("asked for as many as before, it has as many as before")
def as_many_as_before(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """All ready, and those too many gone."""
    number = len(disturbance.before)
    scale_controller(stack.api, stack.namespace, stack.names.controller, number)
    pods = stack.until(scaled_to(stack.names.controller, number), f"{number} pods again", "scaled")
    run.recorder.saw(pods_again={pod.name: pod.uid for pod in pods})


@when("one keystone pod is given other labels", target_fixture="disturbance")
def one_pod_is_relabelled(stack: LiveStack, run: Run) -> Disturbance:
    """Those by which the controller and the public service know it."""
    disturbance = relabel_replica(stack)
    run.recorder.saw(relabelled=disturbance.told)
    return disturbance


@then("it runs on untouched, owned by nobody")
def it_is_let_go(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The same uid, the same restart counts, no owner: at once, and from then on."""
    condition = let_go(disturbance.hit)
    stack.until(condition, f"{disturbance.names} let go", "pod-made")
    stack.waiter.holds(condition, STAYS_SECONDS, f"{disturbance.names} let go")
    run.recorder.saw(let_go=list(disturbance.uids), for_s=STAYS_SECONDS)


@then("deleted in the end, it is not replaced again")
def let_go_pod_is_deleted(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The controller's pods stay the same while it goes: it is nobody's."""
    pod, now = disturbance.hit[0], stack.replicas()
    delete_pod(stack.api, stack.namespace, pod.name, pod.uid)
    stack.until(pod_gone(pod.uid), f"{pod.name} gone", "pod-gone")
    stack.until(scaled_to(stack.names.controller, len(now)), "no pod more than before", "pod-made")
    stack.until(pods_stable(now), "the controller's pods untouched", "pod-made")
    run.recorder.saw(deleted=pod.uid, remain={each.name: each.uid for each in now})


@when("a bare pod with the labels of the controller's pods is created", target_fixture="disturbance")
def a_bare_pod_is_created(stack: LiveStack, run: Run) -> Disturbance:
    """From the controller's own template, by somebody who knows no better."""
    disturbance = add_bare_pod(stack)
    run.recorder.saw(bare=disturbance.told)
    return disturbance


@then("the controller adopts it or removes it")
def it_is_adopted_or_removed(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """Either is right: it may then be one too many."""
    pod = disturbance.hit[0]
    condition = adopted_or_removed(pod.name, pod.uid, stack.names.controller)
    run.recorder.saw(became=stack.until(condition, f"{pod.name} adopted or removed", "pod-made"))


@then("the controller has as many pods as before")
def controller_has_as_many(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """None beside them, and none on its way out."""
    number = len(disturbance.before)
    pods = stack.until(scaled_to(stack.names.controller, number), f"{number} pods and no more", "scaled")
    run.recorder.saw(pods={pod.name: pod.uid for pod in pods})


@when("the controller is deleted without its pods", target_fixture="disturbance")
def controller_is_deleted(stack: LiveStack) -> Disturbance:
    """`kubectl delete rc --cascade=orphan`."""
    return orphan_replicas(stack)


@then("its pods run on untouched, owned by nobody")
def pods_are_let_go(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """The same uids, the same restart counts, no owner, and no controller."""
    condition = orphaned(disturbance.before, stack.names.controller)
    awaited = "the controller gone and its pods let go"
    stack.until(condition, awaited, "pod-made")
    pods = stack.waiter.holds(condition, STAYS_SECONDS, awaited)
    run.recorder.saw(let_go={pod.name: pod.uid for pod in pods})


@then("a new controller adopts these very pods")
def a_new_controller_adopts(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """Made from the same manifest: it finds as many as it is asked for, and makes none."""
    stack.create(Role.CONTROLLER)
    condition = all_adopted(disturbance.before, stack.names.controller)
    pods = stack.until(condition, "the same pods adopted", "pod-made")
    run.recorder.saw(adopted={pod.name: pod.uid for pod in pods}, by=stack.controller().uid)
