"""What stands in the place of a ReplicationController in a set without one: it is deployed, and judged."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.errors import BadInput
from conformance.manifests.objects import CONTRACT_KINDS, STAND_IN_KINDS, KubernetesObject
from conformance.manifests.pod_templates import containers, opened
from conformance.stack import EXPECTED


def in_the_controllers_place(objects: Sequence[KubernetesObject]) -> tuple[KubernetesObject, ...]:
    """Return the one object of another kind that keeps Keystone's pods, or the bare pods that are Keystone.

    Keystone is told by its port. Nothing is returned where there is a ReplicationController, or no answer
    to what stands in its place. Raises BadInput for a Deployment or the like that is no answer to it: a
    stack is not made of those.
    """
    has_controller = any(item.kind == "ReplicationController" for item in objects)
    keystones = [] if has_controller else [item for item in objects if _opens_keystones_port(item)]
    found = tuple(keystones) if _is_one_answer(keystones) else ()
    for item in objects:
        if item.kind in STAND_IN_KINDS and item not in found:
            raise BadInput(
                f"{item.file}, line {item.line}: a stack is not made of a {item.kind} ({item.name})",
                f"the contract knows {', '.join(CONTRACT_KINDS)}",
            )
    return found


def told(stand_ins: Sequence[KubernetesObject]) -> str:
    """Return them in words, e.g. `Deployment keystone-rc stands in its place`; empty for none."""
    if not stand_ins:
        return ""
    names = ", ".join(item.name for item in stand_ins)
    if len(stand_ins) > 1:
        return f"bare pods {names} stand in its place"
    kind = stand_ins[0].kind
    return f"{'bare pod' if kind == 'Pod' else kind} {names} stands in its place"


def _opens_keystones_port(item: KubernetesObject) -> bool:
    is_kept = item.kind == "Pod" or item.kind in STAND_IN_KINDS
    return is_kept and EXPECTED.public_port in opened(containers(item.content))


def _is_one_answer(keystones: Sequence[KubernetesObject]) -> bool:
    return len(keystones) == 1 or all(item.kind == "Pod" for item in keystones)
