"""Why a certificate does not hold, or a run cannot be accepted."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.exit_codes import ExitCode


@dataclass(frozen=True)
class Finding:
    """One reason, in one line, and the exit code that it means."""

    code: ExitCode
    text: str


def broken(text: str) -> Finding:
    """Return a reason of the gravest kind: what lies here is not what was judged or signed."""
    return Finding(ExitCode.BROKEN, text)
