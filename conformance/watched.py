"""What a wait needs of what it watches."""

from __future__ import annotations

import threading
from typing import Protocol

from conformance.errors import EnvironmentFault
from conformance.observed import Snapshot


class Watched(Protocol):
    """What a wait needs of a watch; `conformance.observe.NamespaceWatch` is one."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""

    @property
    def changes(self) -> threading.Condition:
        """Notified on each new snapshot or fault."""

    @property
    def fault(self) -> EnvironmentFault | None:
        """What keeps the watch from seeing and will not pass."""

    def look_again(self, timeout: float = 5.0) -> Snapshot:
        """Return a snapshot from fresh lists."""
