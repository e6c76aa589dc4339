"""Scales a second controller up as the first goes down: what `kubectl rolling-update` once did."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.conditions import Condition, all_adopted, none_keeps_ending, orphaned, scaled_to
from conformance.disrupt import (
    create_controller,
    delete_controller,
    orphan_pods_of,
    relabel_pod,
    scale_controller,
    tell_apart,
)
from conformance.live_stack import LiveStack
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers
from conformance.observed import PodView
from conformance.stack import Role
from conformance.update.form import Replaced, Told, gone, serves

NEXT = "-next"
"""Ends the name of the second controller while there are two."""
DEPLOYMENT = "deployment"
"""The label that tells their pods apart: kubectl's own (pkg/kubectl/rolling_updater.go, until 1.17)."""
OLD, NEW = "old", "new"
LABELLED = "the two controllers are told apart"


@dataclass(frozen=True)
class SecondController:
    """One pod more of the new controller, one less of the old; in the end it has the old one's name."""

    name: str = "by a second controller"

    def replaced(self, stack: LiveStack, image: str, told: Told, before_each: Told) -> Iterator[Replaced]:
        """See `Form`; the controller chooses which of the old ones goes."""
        names, old_pods = stack.names, stack.replicas()
        for pod in old_pods:
            before_each(pod.name)
        _label_the_old(stack, old_pods)
        told(LABELLED)
        _create(stack, image, names.controller + NEXT, 0)
        known = {pod.uid for pod in old_pods}
        for number in range(1, len(old_pods) + 1):
            began = time.monotonic()
            new = _one_more(stack, number, known)
            told(serves(number))
            yield Replaced(number, None, new, round(time.monotonic() - began, 2))
            told(gone(number))
            _scale(stack, names.controller, len(old_pods) - number)
        _take_the_name(stack, image)

    def undo(self, stack: LiveStack, image: str, old_pods: Sequence[PodView]) -> None:  # noqa: ARG002 -- as every form takes it
        """See `Form`; the old controller kept its template."""
        second = stack.snapshot.controller(stack.names.controller + NEXT)
        if second is None:
            return
        for pod in stack.snapshot.pods_of(second.uid):
            stack.invariants.expect_restart(pod, stack.names.keystone_container)
        _scale(stack, stack.names.controller, len(old_pods))
        _scale(stack, second.name, 0)
        delete_controller(stack.api, stack.namespace, second.name, second.uid)
        stack.answering_replicas()


def _label_the_old(stack: LiveStack, pods: Sequence[PodView]) -> None:
    """Give the template, the pods and then the selector a label more: in this order none is let go."""
    name = stack.names.controller
    tell_apart(stack.api, stack.namespace, name, {DEPLOYMENT: OLD}, selecting=False)
    for pod in pods:
        relabel_pod(stack.api, stack.namespace, pod.name, pod.uid, {DEPLOYMENT: OLD})
    tell_apart(stack.api, stack.namespace, name, {DEPLOYMENT: OLD}, selecting=True)


def _create(stack: LiveStack, image: str, name: str, replicas: int) -> None:
    """Make the set's controller under that name, with the new image and the label of the new pods."""
    made: Content = copy.deepcopy(stack.manifests.of(Role.CONTROLLER).content)
    made["metadata"]["name"] = name
    spec = made["spec"]
    labels = {**spec["template"]["metadata"]["labels"], DEPLOYMENT: NEW}
    spec["replicas"], spec["selector"] = replicas, labels
    spec["template"]["metadata"]["labels"] = labels
    for each in containers(made):
        if each["name"] == stack.names.keystone_container:
            each["image"] = image
    create_controller(stack.api, stack.namespace, made, stack.site)


def _one_more(stack: LiveStack, number: int, known: set[str]) -> PodView:
    """Ask the new controller for a pod more and return it, once Keystone answers in it."""
    ending = none_keeps_ending(stack.names.keystone_container, known)
    with stack.explained():
        pods = _scale(stack, stack.names.controller + NEXT, number, unless=ending)
    new = next(pod for pod in pods if pod.uid not in known)
    stack.until_replica_answers(new.name, unless=ending)
    known.add(new.uid)
    return new


def _scale(
    stack: LiveStack, name: str, replicas: int, unless: Condition[object] | None = None
) -> tuple[PodView, ...]:
    scale_controller(stack.api, stack.namespace, name, replicas)
    return stack.until(scaled_to(name, replicas), f"{replicas} pods of {name}", "scaled", unless)


def _take_the_name(stack: LiveStack, image: str) -> None:
    """Delete the old controller, and let one of its name adopt the new pods, as kubectl renamed it."""
    names = stack.names
    old = stack.controller()
    delete_controller(stack.api, stack.namespace, old.name, old.uid)
    second = stack.snapshot.controller(names.controller + NEXT)
    assert second is not None  # it has just been scaled
    pods = stack.snapshot.pods_of(second.uid)
    orphan_pods_of(stack.api, stack.namespace, second.name, second.uid)
    stack.until(orphaned(pods, second.name), f"the pods of {second.name} let go", "pod-made")
    _create(stack, image, names.controller, len(pods))
    stack.until(all_adopted(pods, names.controller), "the new pods adopted", "pod-made")
