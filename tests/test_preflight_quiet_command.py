from __future__ import annotations

import signal
import sys
from pathlib import Path

from preflight.quiet_command import run_quietly

HEARS_INTERRUPTS = "import signal, sys; sys.exit(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)"


def test_a_command_can_be_interrupted_where_the_caller_ignores_that(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run_quietly([sys.executable, "-c", HEARS_INTERRUPTS], tmp_path / "log", "asking")
    finally:
        signal.signal(signal.SIGINT, before)
