"""One request of the probe: when it was due, how it went, and where it failed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a request is sent on."""

    NEW = "new"
    """A connection of its own, closed with the answer."""
    KEPT = "kept-alive"
    """One of a few connections that are kept between requests."""


class Phase(StrEnum):
    """How far a failed request came, as its client can tell."""

    CONNECTING = "while connecting"
    UNSENT = "before the request was written"
    UNREAD = "reset before the request was read"
    """TCP resets a connection that is closed with unread bytes, or that bytes reach after it was closed."""
    UNANSWERED = "after the request was sent, before any byte of an answer"
    """Closed in order or silent: nothing shows that it was not read, so it counts as read."""
    ANSWERING = "within the answer"
    STATUS = "by the answer's status"


READ = frozenset({Phase.UNANSWERED, Phase.ANSWERING, Phase.STATUS})
"""Failures that a client cannot repeat without a risk: the request may have been acted on."""


@dataclass(frozen=True)
class Attempt:
    """One request; all times are monotonic seconds."""

    identifier: str
    """Unique in the run, and in the query of the request: a replica's log tells who answered it."""
    kind: Kind
    scheduled: float
    started: float
    connected: float | None
    """When there was a connection to send on; None where there never was."""
    ended: float
    fresh: bool
    """Whether its connection was opened for it, as every new one is."""
    renewed: bool = False
    """Whether it found its kept connection closed by the other side while idle, and opened another."""
    status: int = 0
    phase: Phase | None = None
    """Where it failed; None where it was answered as it should be."""
    words: str = ""

    @property
    def failed(self) -> bool:
        """Whether it was not answered as it should be."""
        return self.phase is not None

    @property
    def maybe_read(self) -> bool:
        """Whether it failed after the request may have been read."""
        return self.phase in READ

    @property
    def late(self) -> float:
        """Seconds from when it was due to when it began: the probe's own fault."""
        return self.started - self.scheduled

    @property
    def seconds(self) -> float:
        """Seconds from when it was due to its end, as a user would wait."""
        return self.ended - self.scheduled

    def told(self) -> str:
        """Return the failure in words."""
        return f"{self.identifier} ({self.kind}) failed {self.phase}: {self.words}"
