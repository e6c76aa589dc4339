"""A run that waits to be ended, for a test: `python -m tests.waiting_run`; SIGTERM ends it with 2."""

from __future__ import annotations

import signal
import sys

WAITS = "waits"


def main() -> None:
    """Say that the signal is listened for, and wait for it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    print(WAITS, flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
