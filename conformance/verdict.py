"""The verdicts a promise can get."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """Three honest answers, and the one for what was not asked."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """The environment failed before the promise could be judged."""
    SKIPPED = "skipped"
    """A capability that the promise needs is missing; never counted as kept."""
