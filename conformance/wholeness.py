"""Proof that a stack which was disturbed is whole again, before anybody else is given it."""

from __future__ import annotations

from conformance.conditions import controller_has_ready_pods, endpoints_are, nothing_but
from conformance.errors import PromiseBroken
from conformance.issuing import tokens_of
from conformance.live_stack import LiveStack
from conformance.manifests import ManifestSet
from conformance.stack import EXPECTED, Role


def further_pods(manifests: ManifestSet) -> list[str]:
    """Return the names of the bare pods that a set has beside the stack's own."""
    return [each.name for each in manifests.only([Role.SUPPORT]).manifests if each.kind == "Pod"]


def prove_whole(stack: LiveStack) -> None:
    """Wait until the stack is as at its first start: the pods its manifests ask for and no others, all of
    them behind their services, a token from every replica.

    Raises PromiseBroken or EnvironmentFault where it does not become so.
    """
    names = stack.names
    condition = controller_has_ready_pods(
        names.controller,
        at_least=names.replicas,
        containers=EXPECTED.containers_per_replica,
        in_its_place=names.in_the_controllers_place,
    )
    replicas = [pod.name for pod in stack.until(condition, "the stack whole again: its pods", "whole-again")]
    if len(replicas) != names.replicas:
        raise PromiseBroken(f"the stack is not whole again: {len(replicas)} replicas, not {names.replicas}")
    stack.until(
        nothing_but([names.database_pod, *replicas, *further_pods(stack.manifests)]),
        "the stack whole again: no other pod",
        "whole-again",
    )
    for service, pods, port in (
        (names.database_service, [names.database_pod], EXPECTED.database_port),
        (names.public_service, replicas, EXPECTED.public_port),
    ):
        stack.until(
            endpoints_are(service, pods, port), f"the stack whole again: service {service}", "whole-again"
        )
    tokens_of(stack, stack.answering_replicas(), "the stack whole again: a token", "whole-again")
