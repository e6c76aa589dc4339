"""One wait as it goes: its bound, what was seen when, and the texts made of that."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from conformance.record import WaitRecord

LINES = 30
"""Of what was seen during a wait, the newest so many lines are told; the first one always is."""


@dataclass(frozen=True)
class WaitUnderWay:
    """A wait that goes on: what is awaited, what was last seen, how many of the allowed seconds it took."""

    awaited: str
    last_seen: str
    needed_s: float
    allowed_s: float


@dataclass
class NodeAwaited:
    """The part of a wait in which an autoscaler adds a node for a pod."""

    seconds: float = 0.0
    """At most the bound."""
    _pod: str = ""
    _bound: float = 0.0
    _since: float | None = None

    def note(self, pod: str, bound: float, elapsed: float) -> None:
        """Note that a node is added for `pod` (empty: for none) now, `elapsed` seconds into the wait."""
        if self._since is not None:
            self.seconds = min(self._bound, self.seconds + elapsed - self._since)
        if pod:
            self._pod, self._bound = pod, bound
        self._since = elapsed if pod else None

    def lines(self) -> tuple[str, ...]:
        """Return a line that tells of it; none where no node was added."""
        if not self._pod:
            return ()
        return (f"of these {self.seconds:.1f} s of {self._bound:g} s for a new node (node-added)",)

    def records(self) -> tuple[WaitRecord, ...]:
        """Return it as a wait of its own; none where no node was added."""
        if not self._pod:
            return ()
        came = self._since is None
        last = "it was scheduled" if came else "it waits for a node still"
        awaited = f"a new node for pod {self._pod}"
        return (WaitRecord(awaited, "node-added", self._bound, self.seconds, came, last),)


class Course:
    """What one wait has seen so far, and how much of its patience is left."""

    def __init__(
        self,
        now: Callable[[], float],
        awaited: str,
        event: str,
        allowed: float,
        until_deadline: float = math.inf,
    ) -> None:
        """Begin now; `now` returns monotonic seconds, `allowed` is the bound of `event`, in seconds.

        The run's deadline may leave less, `until_deadline`: then the wait is cut.
        """
        self.awaited, self.event = awaited, event
        self._bound = allowed
        self._until_deadline = until_deadline
        self._now = now
        self._began = now()
        self._seen: list[tuple[float, str]] = []
        self._node = NodeAwaited()

    @property
    def allowed(self) -> float:
        """Seconds that it may take, those in which a node is added among them."""
        return min(self._bound + self._node.seconds, max(0.0, self._until_deadline))

    @property
    def cut(self) -> bool:
        """Whether the run's deadline comes before the end of its patience."""
        return self._until_deadline < self._bound + self._node.seconds

    @property
    def elapsed(self) -> float:
        """Seconds since the wait began."""
        return self._now() - self._began

    def node_is_added_for(self, pod: str, bound: float) -> None:
        """Note for which pod an autoscaler adds a node just now (empty: for none); that time is the node's
        own, up to `bound` seconds.
        """
        self._node.note(pod, bound, self.elapsed)

    @property
    def left(self) -> float:
        """Seconds of patience left; zero or less when it is used up."""
        return self.allowed - self.elapsed

    def saw(self, text: str) -> bool:
        """Note what is seen; return whether that differs from before."""
        if self._seen and self._seen[-1][1] == text:
            return False
        self._seen.append((self.elapsed, text))
        return True

    def under_way(self) -> WaitUnderWay:
        """Return the wait as a person is told of it while it goes on."""
        last = self._seen[-1][1] if self._seen else ""
        return WaitUnderWay(self.awaited, last, self.elapsed, self.allowed)

    def detail(self) -> str:
        """Return the lines below a failure's first one: what was awaited, how long, what changed."""
        told = self._seen if len(self._seen) <= LINES else [self._seen[0], *self._seen[1 - LINES :]]
        return "\n".join(
            [
                f"awaited: {self.awaited}",
                f"waited: {self.elapsed:.1f} s of {self.allowed:g} s ({self.event})",
                *self._node.lines(),
                "seen during the wait, last at the end:",
                *(f"  +{at:.1f} s  {text}" for at, text in told),
            ]
        )

    def records(self, *, kept: bool) -> tuple[WaitRecord, ...]:
        """Return the wait as the report has it, and before it that for a node, where there was one."""
        last = self._seen[-1][1] if self._seen else ""
        needed = self.elapsed - self._node.seconds
        whole = WaitRecord(self.awaited, self.event, self._bound, needed, kept, last)
        return (*self._node.records(), whole)
