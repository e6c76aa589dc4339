"""Which kind of stack a promise is judged on (docs/decisions/0008), as far as sharing goes; pure."""

from __future__ import annotations

from enum import Enum

from conformance.promises import Promise


class StackKind(Enum):
    """A looked-at stack and a disturbed one are handed on from promise to promise, others are not."""

    LOOKED_AT = "looked at"
    DISTURBED = "disturbed"
    OWN = "own"


def kind_of(promise: Promise) -> StackKind:
    """Return the kind of stack that the first sentence of `promise` asks for."""
    if promise.looks_at_the_shared_stack:
        return StackKind.LOOKED_AT
    return StackKind.DISTURBED if promise.may_disturb or promise.updates else StackKind.OWN
