"""The exit codes, each with one meaning, and which wins where several hold."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ended, for a job that looks at nothing else."""

    KEPT = 0
    """All required promises kept and nothing left behind."""
    BROKEN = 1
    """A promise is broken."""
    INTERRUPTED = 2
    """SIGINT or SIGTERM."""
    INTERNAL_ERROR = 3
    """A defect of the suite."""
    BAD_INPUT = 4
    """An option, a file, a context or YAML typed wrongly."""
    NOTHING_RAN = 5
    """No scenario ran, or all were skipped."""
    UNKNOWN = 6
    """The environment failed before every promise could be judged; a failed set-up too."""
    LEFT_BEHIND = 7
    """All promises kept, but something of the run remains on the cluster or the machine."""
    PARTIAL = 8
    """A required promise was deselected or skipped."""


PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.INTERNAL_ERROR,
    ExitCode.BAD_INPUT,
    ExitCode.BROKEN,
    ExitCode.UNKNOWN,
    ExitCode.LEFT_BEHIND,
    ExitCode.PARTIAL,
    ExitCode.NOTHING_RAN,
    ExitCode.KEPT,
)
"""Where several hold, the first of these wins (bad input never meets another: nothing has run)."""


def decisive(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the one exit code that speaks for all of `codes`; KEPT where there are none."""
    present = set(codes)
    return next((code for code in PRECEDENCE if code in present), ExitCode.KEPT)
