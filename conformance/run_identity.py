"""Who a run is: its name, the suite's version and state, and the command it was started by."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

COMMAND_VARIABLE = "KEYSTONE_CONFORMANCE_COMMAND"
"""Holds what was typed, quoted as a shell would take it; set by the wrapper that started the run."""
USUAL_COMMAND = ("./toxw", "-e", "conformance", "--")
UNKNOWN = "unknown"
BUILT_FROM = "built-from.json"
"""Beside the suite in its image, which has no git: the state of the clone that the image was built from."""
SUITE_ROOT = Path(__file__).resolve().parent.parent
GIT_PATIENCE = 5.0
"""Seconds for one question to git; on a slow disk a `status` of this small tree takes under one."""


@dataclass(frozen=True)
class GitState:
    """The commit that a suite's folder is at, and whether anything in it differs from that commit."""

    commit: str
    dirty: bool


def new_run_id(now: datetime | None = None, token: str = "") -> str:
    """Return a new run's name: UTC time and three random bytes, `20261123-041011-3fa9c1`.

    Names sort by time and are valid as a Kubernetes label, as part of a namespace's name, and as a folder.
    `now` and `token` are for tests.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{token or secrets.token_hex(3)}"


def suite_version(root: Path = SUITE_ROOT) -> str:
    """Return the version that pyproject.toml in `root` states, `unknown` where it states none."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["version"])
    except (OSError, KeyError, ValueError):
        return UNKNOWN


def git_state(root: Path = SUITE_ROOT) -> GitState:
    """Return commit and state of the clone in `root`, in the suite's image of the one it was built from.

    The commit is `unknown` without git or outside a clone.
    """
    commit = _git(root, "rev-parse", "--verify", "HEAD")
    if not commit:
        return _built_from(root / BUILT_FROM)
    return GitState(commit, dirty=_git(root, "status", "--porcelain") != "")


def command_as_typed(environment: Mapping[str, str], arguments: Sequence[str]) -> list[str]:
    """Return the words that started this run, from the wrapper's variable or rebuilt from `arguments`.

    `arguments` are those of the program, without its name.
    """
    typed = environment.get(COMMAND_VARIABLE, "")
    try:
        words = shlex.split(typed)
    except ValueError:
        words = []
    return words or [*USUAL_COMMAND, *arguments]


def _built_from(file: Path) -> GitState:
    try:
        return GitState(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return GitState(UNKNOWN, dirty=False)


def _git(root: Path, *question: str) -> str | None:
    """Return git's answer, `None` where there is none.

    Under sudo the clone belongs to somebody else, which git refuses unless told; and it must not refresh the
    index then, which would leave that file to root. Variables of a git hook would point to another clone.
    """
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        answer = subprocess.run(
            ["git", "-c", f"safe.directory={root}", "-C", str(root), *question],
            env={**surroundings, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=GIT_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return answer.stdout.strip()
