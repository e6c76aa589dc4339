"""Replaces the controller's pods by those of another image, one at a time, each awaited."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.conditions import pod_replaced
from conformance.disrupt import change_image, delete_pod
from conformance.errors import PromiseBroken
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.stack import EXPECTED

Told = Callable[[str], None]
"""Is told what happens now."""
TEMPLATE_CHANGED = "the template has the new image"


def gone(number: int) -> str:
    """Return how the moment is called at which the old pod of that number is deleted."""
    return f"old pod {number} deleted"


def serves(number: int) -> str:
    """Return how the moment is called at which the new one in its place answers."""
    return f"new pod {number} serves"


@dataclass(frozen=True)
class Replaced:
    """An old pod, and the one in its place, which serves."""

    number: int
    old: PodView
    new: PodView
    seconds: float
    """From the deletion until the new one served."""


def put_into_template(stack: LiveStack, image: str) -> None:
    """Change the image of Keystone in the controller's template; no pod is touched by that."""
    controller, container = stack.controller(), stack.names.keystone_container
    names = [each.name for each in controller.template_containers]
    if container not in names:
        raise PromiseBroken(f"controller {controller.name} has no container {container} in its template")
    place = names.index(container)
    change_image(stack.api, stack.namespace, controller.name, place, container, image)


def replaced_one_by_one(stack: LiveStack, told: Told, before_each: Told) -> Iterator[Replaced]:
    """Delete each pod that is there now, once the one before has a new one in its place that serves.

    `before_each` gets the name of a pod that is about to go. Raises PromiseBroken where a new one does not
    come, or does not serve; the others are left as they are then.
    """
    for number, old in enumerate(stack.replicas(), 1):
        before_each(old.name)
        told(gone(number))
        began = time.monotonic()
        new = replace(stack, old)
        told(serves(number))
        yield Replaced(number, old, new, round(time.monotonic() - began, 2))


def replace(stack: LiveStack, old: PodView) -> PodView:
    """Delete one pod and return the one in its place, once Keystone answers in it."""
    controller = stack.controller()
    before = tuple(pod for pod in stack.snapshot.pods_of(controller.uid) if not pod.terminating)
    delete_pod(stack.api, stack.namespace, old.name, old.uid)
    condition = pod_replaced(stack.names.controller, before, [old.uid], EXPECTED.containers_per_replica)
    with stack.explained():
        (new,) = stack.until(condition, f"{old.name} replaced", "pod-replaced")
    stack.until_keystone_answers(stack.replica_url(new.name), f"Keystone answers in pod {new.name}")
    return new


def new_pods(stack: LiveStack, image: str) -> tuple[PodView, ...]:
    """Return the controller's pods that were made with `image` in the template, ready or not."""
    container = stack.names.keystone_container
    pods = stack.snapshot.pods_of(stack.controller().uid)
    named = ((pod, pod.container(container)) for pod in pods if not pod.terminating)
    return tuple(pod for pod, seen in named if seen is not None and seen.image == image)
