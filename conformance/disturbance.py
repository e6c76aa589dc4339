"""What is done to a stack on purpose, with how its pods were just before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.disrupt import (
    create_bare_pod,
    delete_pod,
    end_main_process,
    orphan_pods_of,
    relabel_pod,
    scale_controller,
)
from conformance.live_stack import LiveStack
from conformance.manifests.pod_templates import pod_template
from conformance.observed import PodView
from conformance.stack import Role

LET_GO = "let-go"
"""The value of a label that no selector asks for."""
BARE_POD = "keystone-bare"


@dataclass(frozen=True)
class Disturbance:
    """The stack as it was, and which of its pods was hit."""

    before: tuple[PodView, ...]
    """The controller's pods, by name."""
    hit: tuple[PodView, ...]
    others: tuple[PodView, ...]
    """Every pod of the stack that nobody touched."""
    at: float = 0.0
    """Monotonic time, in seconds, of the first request that hit one; 0 where no pod was."""
    container: str = ""
    """The container that was hit, where it was one and not the whole pod."""

    @property
    def uids(self) -> tuple[str, ...]:
        """The uids of the pods that were hit."""
        return tuple(pod.uid for pod in self.hit)

    @property
    def told(self) -> dict[str, str]:
        """Name -> uid of what was hit, for the record."""
        return {pod.name: pod.uid for pod in self.hit}

    @property
    def names(self) -> str:
        """The pods that were hit, for messages."""
        return ", ".join(pod.name for pod in self.hit)


def delete_replicas(stack: LiveStack, number: int | None = None) -> Disturbance:
    """Ask for the deletion of so many keystone pods one right after the other; None: of all of them."""
    before, hit, others = _chosen(stack, stack.replicas()[:number])
    at = [delete_pod(stack.api, stack.namespace, pod.name, pod.uid).at for pod in hit]
    return Disturbance(before, hit, others, at[0])


def delete_database(stack: LiveStack) -> Disturbance:
    """Ask for the deletion of the database pod."""
    before, hit, others = _chosen(stack, [stack.database()])
    return Disturbance(
        before, hit, others, delete_pod(stack.api, stack.namespace, hit[0].name, hit[0].uid).at
    )


def end_container(stack: LiveStack, pod: PodView, container: str) -> Disturbance:
    """End the main process of a container; that it restarts is expected from now on."""
    before, hit, others = _chosen(stack, [pod])
    stack.invariants.expect_restart(pod, container)
    end_main_process(
        stack.api, stack.namespace, pod.name, pod.uid, container, timeout=stack.waiter.patience("exec")
    )
    return Disturbance(before, hit, others, container=container)


def scale(stack: LiveStack, replicas: int) -> Disturbance:
    """Ask the controller for so many pods."""
    before, hit, others = _chosen(stack, [])
    scale_controller(stack.api, stack.namespace, stack.names.controller, replicas)
    return Disturbance(before, hit, others)


def relabel_replica(stack: LiveStack) -> Disturbance:
    """Change every label of one keystone pod that the controller or the public service selects it by."""
    before, hit, others = _chosen(stack, stack.replicas()[:1])
    labels = {**stack.controller().selector, **stack.service(stack.names.public_service).selector}
    relabelled = relabel_pod(
        stack.api, stack.namespace, hit[0].name, hit[0].uid, dict.fromkeys(labels, LET_GO)
    )
    return Disturbance(before, hit, others, relabelled.at)


def add_bare_pod(stack: LiveStack) -> Disturbance:
    """Create a pod beside the controller's, alike in everything but its name and its owner."""
    before, _, others = _chosen(stack, [])
    template = pod_template(stack.manifests.of(Role.CONTROLLER).content)
    bare = create_bare_pod(stack.api, stack.namespace, BARE_POD, template, stack.site)
    return Disturbance(before, (PodView(name=bare.name, uid=bare.uid),), others)


def orphan_replicas(stack: LiveStack) -> Disturbance:
    """Delete the controller and leave its pods."""
    before, hit, others = _chosen(stack, [])
    orphan_pods_of(stack.api, stack.namespace, stack.names.controller, stack.controller().uid)
    return Disturbance(before, hit, others)


def _chosen(
    stack: LiveStack, hit: Sequence[PodView]
) -> tuple[tuple[PodView, ...], tuple[PodView, ...], tuple[PodView, ...]]:
    """Return the controller's pods, those to hit, and all others of the stack, once all are ready."""
    before = stack.replicas()
    uids = {pod.uid for pod in hit}
    others = tuple(pod for pod in (stack.database(), *before) if pod.uid not in uids)
    return before, tuple(hit), others
