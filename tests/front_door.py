"""Runs the front door as a person would, for tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def toxw(
    *arguments: str, at: Path = ROOT, timeout: float = 1800, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `./toxw` with `arguments` in the clone at `at`, without a terminal, and return what it said.

    `environment` is added to this process's own; `timeout` is in seconds and only ends what hangs.
    """
    return subprocess.run(
        [str(at / "toxw"), *arguments],
        cwd=at,
        env={**os.environ, "CI": "true", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def toxw_until(word: str, *arguments: str) -> tuple[subprocess.Popen[str], list[str]]:
    """Start `./toxw` with `arguments`; return it, and the lines it said, once one of these has `word` in it.

    Where it ends without having said it, the lines are all there are.
    """
    process = subprocess.Popen(
        [str(ROOT / "toxw"), *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if word in line:
            break
    return process, said
