"""The memcacheds of all replicas, asked side by side."""

from __future__ import annotations

from functools import partial

from conformance.capabilities import refuse_without
from conformance.capability import Capability
from conformance.live_stack import LiveStack
from conformance.memcached import MemcachedState, answers_memcached
from conformance.observed import PodView


def memcached_states(stack: LiveStack, replicas: tuple[PodView, ...]) -> dict[str, MemcachedState]:
    """Return what memcached in each pod says of itself, by the pod's name, as soon as it answers.

    Raises MissingCapability without the right to forward ports, else as a wait does.
    """
    refuse_without(stack.api, Capability.PORT_FORWARD, stack.namespace)
    return {
        pod.name: stack.waiter.until_answers(
            partial(answers_memcached, stack.api, stack.namespace, pod.name),
            f"memcached answers in pod {pod.name}",
            "memcached-answers",
        )
        for pod in replicas
    }
