"""How the preflight ends when it does not become the verb's program."""

from __future__ import annotations

INTERRUPTED = 2
INTERNAL_ERROR = 3
BAD_INPUT = 4
SET_UP_FAILED = 6


class Stop(Exception):
    """The run ends here with `exit_code`; `message` is what the caller is told."""

    def __init__(self, exit_code: int, message: str) -> None:
        """Hold the exit code (see conformance.exit_codes) and the message."""
        super().__init__(message)
        self.exit_code = exit_code
        self.message = message


class Interrupted(BaseException):
    """SIGINT or SIGTERM while something was being prepared."""
