"""What a forked child does in a test: `python -m tests.forked_child WHAT …`."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from sabotage.forked import LOADED

MANY = 50_000
"""Objects: half of what the suite, its report page and pytest are when loaded."""


def told(words: list[str]) -> int:
    """Print what a program finds when it begins."""
    print(words, Path.cwd(), sorted(os.environ), os.getpgid(0) == os.getpid(), repr(sys.stdin.read()))
    print("and on stderr", file=sys.stderr)
    return 7


def loaded(_: list[str]) -> int:
    """Print which of the modules are not there yet, and whether the garbage collector passes others over."""
    print([name for name in LOADED if name not in sys.modules], gc.get_freeze_count() > MANY)
    return 0


def endless(words: list[str]) -> int:
    """Start a process of its own, write both numbers down, and never end."""
    sleeping = subprocess.Popen(["sleep", "infinity"])
    Path(words[0]).write_text(f"{os.getpid()} {sleeping.pid}", encoding="utf-8")
    return sleeping.wait()


if __name__ == "__main__":
    sys.exit({"told": told, "loaded": loaded, "endless": endless}[sys.argv[1]](sys.argv[2:]))
