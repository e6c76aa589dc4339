"""What a judge says of a snapshot: kept, not yet (why) or never (why)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)
S = TypeVar("S", contravariant=True)


@dataclass(frozen=True)
class Kept(Generic[T]):
    """It holds; `value` is what was found and `seen` says so in words."""

    value: T
    seen: str = ""


@dataclass(frozen=True)
class NotYet:
    """It does not hold, and may still come; `why` tells what was seen.

    `cause` names a row of `conformance.causes` where a fault of the environment that can pass is seen.
    """

    why: str
    cause: str = ""


@dataclass(frozen=True)
class Never:
    """It cannot come any more; `cause` names the row of `conformance.causes` that gives the verdict."""

    why: str
    cause: str


Judgement = Kept[T] | NotYet | Never
