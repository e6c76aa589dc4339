"""What a run, or one profile of it, comes to for somebody who signs."""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """One word over many verdicts; only `success` is green."""

    SUCCESS = "success"
    """Every promise asked for was judged and kept, but for skips that were accepted by name."""
    PARTIAL = "partial"
    """What was judged was kept, but something asked for has no verdict, or the run has not ended."""
    FAILURE = "failure"
    """A promise is broken."""
    UNKNOWN = "unknown"
    """Something could not be judged, nothing was, or the suite itself failed."""
