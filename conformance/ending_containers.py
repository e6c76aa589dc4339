"""Keystone containers that have to end: how they do, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.conditions import containers_ended, replicas_keep_ending, replicas_made
from conformance.container_logs import ContainerLog, logs_of
from conformance.live_stack import LiveStack
from conformance.observed import PodView, Termination


def replicas_to_end(stack: LiveStack) -> tuple[PodView, ...]:
    """Return the controller's pods as soon as it has made them; their keystone containers may restart."""
    made = replicas_made(stack.names.controller, stack.names.in_the_controllers_place)
    pods = stack.until(made, "the controller's pods", "controller-ready")
    return _may_restart(stack, pods)


def replicas_that_keep_ending(stack: LiveStack) -> tuple[PodView, ...]:
    """Return the controller's pods once all their keystone containers end again and again."""
    container = stack.names.keystone_container
    condition = replicas_keep_ending(stack.names.controller, container, stack.names.in_the_controllers_place)
    pods = stack.until(condition, f"container {container} of every replica keeps ending", "crash-loop")
    return _may_restart(stack, pods)


def _may_restart(stack: LiveStack, pods: Iterable[PodView]) -> tuple[PodView, ...]:
    found = tuple(pods)
    for pod in found:
        stack.invariants.expect_restart(pod, stack.names.keystone_container)
    return found


def keystone_ends(stack: LiveStack, pods: tuple[str, ...]) -> Mapping[str, Termination]:
    """Return how the keystone container of each pod has ended, as soon as all have."""
    container = stack.names.keystone_container
    return stack.until(
        containers_ended(pods, container),
        f"container {container} ended in {', '.join(pods)}",
        "container-ended",
    )


def keystone_logs(stack: LiveStack, pods: Iterable[str]) -> dict[str, tuple[ContainerLog, ...]]:
    """Return what the keystone container of each pod has written, in this run and the one before."""
    container = stack.names.keystone_container
    return {pod: logs_of(stack.api, stack.namespace, pod, container) for pod in pods}
