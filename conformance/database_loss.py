"""What is done to the replicas of a stack that has lost its database."""

from __future__ import annotations

from conformance.conditions import pods_made, started_in_pod
from conformance.container_logs import logs_of
from conformance.disrupt import delete_pod
from conformance.disturbance import delete_replicas
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.replaced import until_replaced


def renew_replicas(stack: LiveStack) -> tuple[PodView, ...]:
    """Delete every keystone pod, as an operator would, and return the new ones once they are ready."""
    return until_replaced(stack, delete_replicas(stack))


def started_meanwhile(stack: LiveStack) -> PodView:
    """Delete one keystone pod and return its replacement once Keystone's container has been started.

    Nothing else is awaited: a replica without a database need not become ready.
    """
    before = stack.replicas()
    delete_pod(stack.api, stack.namespace, before[0].name, before[0].uid)
    new = stack.until(pods_made(stack.names.controller, before, 1), "a new replica", "pod-made")[0]
    condition = started_in_pod(new.uid, stack.names.keystone_container)
    return stack.until(condition, f"keystone started in {new.name}", "pod-running")


def has_said_something(stack: LiveStack, pod: str) -> bool:
    """Tell whether Keystone's container in `pod` has logged anything: its program runs then, or ran.

    Raises EnvironmentFault where the API server or the kubelet does not give its log.
    """
    logs = logs_of(stack.api, stack.namespace, pod, stack.names.keystone_container)
    return any(log.lines for log in logs)
