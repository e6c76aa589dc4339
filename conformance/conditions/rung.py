"""The ladder from a manifest to a token, and a broken rung of it as a judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from conformance.causes import cause
from conformance.judgement import Judgement, Never, NotYet
from conformance.observed import Snapshot

T = TypeVar("T")
Condition = Callable[[Snapshot], Judgement[T]]


class Rung(StrEnum):
    """The rungs in their order; the value is what a first line says when that rung is broken."""

    ACCEPTED = "manifest not accepted"
    SCHEDULED = "not scheduled"
    IMAGE_PULLED = "image not pulled"
    STARTED = "not started"
    ENVIRONMENT = "environment wrong"
    CONFIGURATION = "configuration wrong"
    DATABASE_REACHABLE = "database not reachable"
    SCHEMA = "schema not there"
    API_UP = "API not up"
    ENDPOINT_LISTED = "endpoint not listed"
    ADDRESS = "no address"
    ANSWERS = "no answer"
    TOKEN = "no token"


ORDER = tuple(Rung)


@dataclass(frozen=True)
class BrokenRung:
    """The rung that something has not reached, why, and the cause where one is known."""

    rung: Rung
    why: str
    """What it is about and what was seen, e.g. `pod keystone-db: image not found: …`."""
    cause: str = ""

    def __str__(self) -> str:
        """One line, rung first."""
        return f"{self.rung}: {self.why}"

    @property
    def is_final(self) -> bool:
        """Whether the table says that it does not pass by itself."""
        return bool(self.cause) and not cause(self.cause).passes

    @property
    def judgement(self) -> NotYet | Never:
        """Never where it is final, else not yet."""
        if self.is_final:
            return Never(str(self), self.cause)
        return NotYet(str(self), self.cause)
