"""Sentences about disturbing the stack and what Kubernetes does about it."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_bdd import then, when

from conformance.conditions import pod_replaced, pods_stable
from conformance.disrupt import Deleted, delete_pod
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run
from conformance.stack import EXPECTED


@dataclass(frozen=True)
class Disturbance:
    """The replicas as they were, and which of them is gone."""

    before: tuple[PodView, ...]
    deleted: Deleted

    @property
    def untouched(self) -> tuple[PodView, ...]:
        """The replicas that nobody asked to go."""
        return tuple(pod for pod in self.before if pod.uid != self.deleted.uid)


@when("one keystone pod is deleted", target_fixture="disturbance")
def one_keystone_pod_is_deleted(stack: LiveStack, run: Run) -> Disturbance:
    """`kubectl delete pod`, by name and uid."""
    before = stack.replicas()
    deleted = delete_pod(stack.api, stack.namespace, before[0].name, before[0].uid)
    run.recorder.saw(deleted=deleted.name, uid=deleted.uid)
    return Disturbance(before, deleted)


@then("a new pod of the controller takes its place, with both containers ready")
def a_new_pod_takes_its_place(stack: LiveStack, disturbance: Disturbance, run: Run) -> None:
    """Another uid, owned by the controller, 2/2, and the deleted one gone."""
    condition = pod_replaced(
        stack.names.controller, disturbance.before, [disturbance.deleted.uid], EXPECTED.containers_per_replica
    )
    new = stack.until(condition, f"{disturbance.deleted.name} replaced", "pod-replaced")
    run.recorder.saw(replacements={pod.name: pod.uid for pod in new})


@then("the other pods are untouched")
def other_pods_are_untouched(stack: LiveStack, disturbance: Disturbance) -> None:
    """The same uids, the same restart counts."""
    stack.until(pods_stable(disturbance.untouched), "the other pods untouched", "pod-replaced")


@then("Keystone answers again at every replica")
def keystone_answers_again(stack: LiveStack) -> None:
    """The new one included: running is not answering."""
    stack.answering_replicas()
