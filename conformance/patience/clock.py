"""Time as a wait needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests can play it."""

    def now(self) -> float:
        """Return monotonic seconds."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` go by."""

    def wait(self, changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        """Return when `changed()` after a notification of `changes`, after `seconds` at the latest."""
