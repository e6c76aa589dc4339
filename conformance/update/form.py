"""How pods of one image take the places of another's: a ReplicationController itself has no way to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from conformance.live_stack import LiveStack
from conformance.observed import PodView

Told = Callable[[str], None]
"""Is told what happens now."""


def gone(number: int) -> str:
    """Return how the moment is called at which old pod number so and so is told to go."""
    return f"old pod {number} deleted"


def serves(number: int) -> str:
    """Return how the moment is called at which the new one in its place answers."""
    return f"new pod {number} serves"


@dataclass(frozen=True)
class Replaced:
    """A new pod that serves, and the old one whose place it took or is to take."""

    number: int
    old: PodView | None
    """None where the controller chooses which of the old ones goes."""
    new: PodView
    seconds: float
    """From the first request of this turn until the new one served."""


class Form(Protocol):
    """One way."""

    @property
    def name(self) -> str:
        """How it is called, e.g. `one by one`."""

    def replaced(self, stack: LiveStack, image: str, told: Told, before_each: Told) -> Iterator[Replaced]:
        """Yield each new pod once it serves, before the next turn begins.

        `before_each` gets the name of an old pod that is about to go, where it is chosen. Raises
        PromiseBroken where a new one does not come, or does not serve; all is left as it is then.
        """

    def undo(self, stack: LiveStack, image: str, old_pods: Sequence[PodView]) -> None:
        """Put pods of the old `image` in the place of all that are not `old_pods`, which serve still.

        Raises PromiseBroken where they do not come, or do not serve.
        """


def serving(stack: LiveStack) -> dict[str, str]:
    """Return pod name -> URL of every replica that is ready, of whichever controller."""
    pods = stack.snapshot.pods_matching(stack.names.replica_labels)
    return {pod.name: stack.replica_url(pod.name) for pod in pods if pod.is_ready}
