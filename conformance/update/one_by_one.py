"""Replaces the controller's pods by those of another image, one at a time, each awaited."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.conditions import none_keeps_ending, pod_replaced
from conformance.disrupt import change_image, delete_pod
from conformance.errors import PromiseBroken
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.stack import EXPECTED
from conformance.update.form import Replaced, Told, gone, serves

TEMPLATE_CHANGED = "the template has the new image"


@dataclass(frozen=True)
class OneByOne:
    """The template gets the new image, and each pod is deleted once the one before has one in its place."""

    name: str = "one by one"

    def replaced(self, stack: LiveStack, image: str, told: Told, before_each: Told) -> Iterator[Replaced]:
        """See `Form`; all pods that are there now go, in the order of their names."""
        put_into_template(stack, image)
        told(TEMPLATE_CHANGED)
        for number, old in enumerate(stack.replicas(), 1):
            before_each(old.name)
            told(gone(number))
            began = time.monotonic()
            new = replace(stack, old)
            told(serves(number))
            yield Replaced(number, old, new, round(time.monotonic() - began, 2))

    def undo(self, stack: LiveStack, image: str, old_pods: Sequence[PodView]) -> None:
        """See `Form`; the new pods' containers may have restarted."""
        put_into_template(stack, image)
        old = {pod.uid for pod in old_pods}
        for pod in stack.snapshot.pods_of(stack.controller().uid):
            if pod.uid not in old and not pod.terminating:
                stack.invariants.expect_restart(pod, stack.names.keystone_container)
                replace(stack, pod)


def image_in_template(stack: LiveStack) -> str:
    """Return the image of Keystone in the controller's template; PromiseBroken where it has none."""
    container = stack.names.keystone_container
    for each in stack.controller().template_containers:
        if each.name == container:
            return each.image
    raise PromiseBroken(f"controller {stack.names.controller} has no container {container} in its template")


def put_into_template(stack: LiveStack, image: str) -> None:
    """Change the image of Keystone in the controller's template; no pod is touched by that."""
    controller, container = stack.controller(), stack.names.keystone_container
    place = [each.name for each in controller.template_containers].index(container)
    change_image(stack.api, stack.namespace, controller.name, place, container, image)


def replace(stack: LiveStack, old: PodView) -> PodView:
    """Delete one pod and return the one in its place, once Keystone answers in it.

    Raises PromiseBroken where it does not, at once where its container keeps ending.
    """
    controller = stack.controller()
    before = tuple(pod for pod in stack.snapshot.pods_of(controller.uid) if not pod.terminating)
    delete_pod(stack.api, stack.namespace, old.name, old.uid)
    condition = pod_replaced(stack.names.controller, before, [old.uid], EXPECTED.containers_per_replica)
    ending = none_keeps_ending(stack.names.keystone_container, [pod.uid for pod in before])
    with stack.explained():
        (new,) = stack.until(condition, f"{old.name} replaced", "pod-replaced", unless=ending)
    stack.until_replica_answers(new.name, unless=ending)
    return new
