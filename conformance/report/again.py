"""The command that runs just the promises in question again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from conformance.record import RunRecord
from conformance.verdict import Verdict

ONLY = "--only"


def command_again(run: RunRecord) -> str:
    """Return the run's command narrowed to what was broken or unknown; the same command where nothing was."""
    return command_for(
        run, [s.identifier for s in run.scenarios if s.verdict in (Verdict.BROKEN, Verdict.UNKNOWN)]
    )


def command_for(run: RunRecord, identifiers: Iterable[str]) -> str:
    """Return the run's command with `--only` these identifiers, quoted for a shell."""
    wanted = ",".join(identifiers)
    if not wanted:
        return shlex.join(run.command)
    words = run.command if "--" in run.command else [*run.command, "--"]
    options = words.index("--") + 1
    return shlex.join([*words[:options], ONLY, wanted, *_without_only(words[options:])])


def _without_only(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    value_of_only = False
    for word in words:
        if not value_of_only and word != ONLY and not word.startswith(f"{ONLY}="):
            kept.append(word)
        value_of_only = word == ONLY and not value_of_only
    return kept
