"""What a run has on a cluster at once, from its promises and manifests; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from conformance.manifests.manifest_set import ManifestSet
from conformance.plan.stack_size import StackSize, replica_size, stack_size
from conformance.promises import Promise
from conformance.stack import FILES
from conformance.stacks import WITHOUT_PUBLIC_SERVICE

SCALED = "the controller is asked for two pods more"
MORE_PODS = 2
"""Pods that the promise with that sentence asks for above the manifest's."""


@dataclass(frozen=True)
class Peak:
    """The most that is there at once while every promise is kept, and what a run makes over its time."""

    namespaces: int
    own_stacks: int
    """Promises that have a stack of their own, one after the other."""
    disturbing: int
    size: StackSize


def peak_of(promises: Sequence[Promise], manifests: ManifestSet) -> Peak:
    """Return what judging `promises`, in the order in which they are chosen, on `manifests` needs at once.

    One stack is shared: by those that look, which come first, and then by those that disturb. Beside it is
    one of the scenario's own, and that of the next one, which may be laid out ahead; both without the public
    service.
    """
    shared, own_one = stack_size(manifests, tuple(FILES)), stack_size(manifests, WITHOUT_PUBLIC_SERVICE)
    namespaces, size, is_shared = 0, StackSize(), False
    ordered = sorted(promises, key=lambda promise: not promise.looks_at_the_shared_stack)
    for promise, following in zip_longest(ordered, ordered[1:]):
        is_shared = is_shared or not _is_own(promise)
        ahead = following is not None and following.needs_a_whole_stack_of_its_own
        own = _is_own(promise) + ahead
        more = MORE_PODS * any(step.endswith(SCALED) for step in promise.steps)
        now = shared.times(is_shared) + own_one.times(own) + replica_size(manifests).times(more)
        namespaces = max(namespaces, is_shared + own)
        size = max(size, now, key=lambda each: each.pods)
    return Peak(
        namespaces=namespaces,
        own_stacks=sum(map(_is_own, promises)),
        disturbing=sum(each.may_disturb for each in promises),
        size=size,
    )


def _is_own(promise: Promise) -> bool:
    return not promise.may_disturb and not promise.looks_at_the_shared_stack
