"""What a run has on a cluster at once, from its promises and manifests; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from conformance.manifests.manifest_set import ManifestSet
from conformance.parallel.schedule import SHARED_AT_MOST, stacks_at_most
from conformance.parallel.stack_kind import StackKind, kind_of
from conformance.plan.stack_size import StackSize, replica_size, stack_size
from conformance.promises import Promise
from conformance.stack import FILES
from conformance.stacks import WITHOUT_PUBLIC_SERVICE

SCALED = "the controller is asked for two pods more"
MORE_PODS = 2
"""Pods that the promise with that sentence asks for above the manifest's."""
SECOND_SERVICE = "the administrators' service is created"
OWN_IN_PUBLIC = "a stack of its own with a public address"
"""The sentences of promises that have a load balancer more."""


@dataclass(frozen=True)
class Peak:
    """The most that is there at once while every promise is kept, and what a run makes over its time."""

    namespaces: int
    own_stacks: int
    """Promises that have a stack of their own, one after the other."""
    disturbing: int
    size: StackSize


def peak_of(promises: Sequence[Promise], manifests: ManifestSet, workers: int = 1) -> Peak:
    """Return what judging `promises`, in the order in which they are chosen, on `manifests` needs at once.

    `workers` of them are judged at once.
    """
    serial = _peak_of_one(promises, manifests)
    if workers == 1:
        return serial
    shared = min(workers, SHARED_AT_MOST, _looking(promises) + serial.disturbing)
    own = min(stacks_at_most(workers) - shared, min(workers, serial.own_stacks))
    size = stack_size(manifests, tuple(FILES)).times(shared)
    size += stack_size(manifests, WITHOUT_PUBLIC_SERVICE).times(own) + _more(promises, manifests)
    size = replace(size, load_balancers=size.load_balancers + _second_service(promises))
    return replace(
        serial,
        namespaces=max(serial.namespaces, shared + own),
        size=max(serial.size, size, key=lambda each: each.pods),
    )


def _looking(promises: Sequence[Promise]) -> int:
    """Return 1 where anything is only looked at: that is done on one stack."""
    return int(any(each.looks_at_the_shared_stack for each in promises))


def _more(promises: Sequence[Promise], manifests: ManifestSet) -> StackSize:
    return replica_size(manifests).times(MORE_PODS * any(map(_scales, promises)))


def _scales(promise: Promise) -> bool:
    return any(step.endswith(SCALED) for step in promise.steps)


def _second_service(promises: Sequence[Promise]) -> int:
    return int(
        any(step.endswith((SECOND_SERVICE, OWN_IN_PUBLIC)) for each in promises for step in each.steps)
    )


def _peak_of_one(promises: Sequence[Promise], manifests: ManifestSet) -> Peak:
    """Return the peak of a run that judges one promise at a time.

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
        now = shared.times(is_shared) + own_one.times(own) + _more([promise], manifests)
        namespaces = max(namespaces, is_shared + own)
        size = max(size, now, key=lambda each: each.pods)
    size = replace(size, load_balancers=size.load_balancers + _second_service(promises))
    return Peak(
        namespaces=namespaces,
        own_stacks=sum(map(_is_own, promises)),
        disturbing=sum(each.may_disturb for each in promises),
        size=size,
    )


def _is_own(promise: Promise) -> bool:
    return kind_of(promise) is StackKind.OWN
