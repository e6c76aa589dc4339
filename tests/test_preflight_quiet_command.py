from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from preflight.quiet_command import run_quietly

HEARS_INTERRUPTS = "import signal, sys; sys.exit(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)"


def test_a_command_can_be_interrupted_where_the_caller_ignores_that(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run_quietly([sys.executable, "-c", HEARS_INTERRUPTS], tmp_path / "log", "asking")
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_signal_that_hits_while_a_command_is_started_stops_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def hit(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        begun.append(begin(*words, **options))
        signal.raise_signal(signal.SIGINT)
        return begun[0]

    monkeypatch.setattr(subprocess, "Popen", hit)
    with pytest.raises(KeyboardInterrupt):
        run_quietly(["sleep", "3600"], tmp_path / "log", "waiting")
    assert begun[0].poll() == -signal.SIGINT
