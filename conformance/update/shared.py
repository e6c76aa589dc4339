"""One update for several scenarios: it is made once, and its failure is the answer to later asks too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.errors import ConformanceError
from conformance.update.observed import ObservedUpdate


@dataclass
class SharedUpdates:
    """What was seen of each, by its name; or why nothing was."""

    _seen: dict[str, ObservedUpdate] = field(default_factory=dict)
    _failed: dict[str, ConformanceError] = field(default_factory=dict)

    def get(self, name: str, make: Callable[[], ObservedUpdate]) -> ObservedUpdate:
        """Return what was seen of the update of that name; the first who asks has it made."""
        if name in self._failed:
            raise self._failed[name]
        if name not in self._seen:
            try:
                self._seen[name] = make()
            except ConformanceError as failure:
                self._failed[name] = failure
                raise
        return self._seen[name]

    def was_made(self, name: str) -> bool:
        """Return whether it was made, or failed, already."""
        return name in self._seen or name in self._failed
