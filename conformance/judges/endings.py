"""Pure judges of containers that had to end: how, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.conditions.own_words import NO_LINK
from conformance.container_logs import ContainerLog
from conformance.observed import Termination
from conformance.stack import EXPECTED

UNLINKED = f"{EXPECTED.database_address_variable} {NO_LINK}"
"""The blog's own words."""
HALF_MADE = ("the database is half-made", "Remedy:")
"""Of the line that docs/image-contract.md promises for such a schema."""


def exited_with(ends: Mapping[str, Termination], code: int, container: str) -> list[str]:
    """Judge the exit code of the container in each pod."""
    return [
        f"container {container} of pod {pod} ended with {end}, not exit code {code}"
        for pod, end in ends.items()
        if end.exit_code != code
    ]


def each_says(logs: Mapping[str, Iterable[ContainerLog]], *words: str) -> list[str]:
    """Judge that in each pod's logs one line holds all of `words`."""
    wrong = []
    for pod, runs in logs.items():
        lines = [line for run in runs for line in run.lines]
        if not any(all(word in line for word in words) for line in lines):
            last = f"its last line is {lines[-1]!r}" if lines else "it says nothing"
            wrong.append(f"pod {pod} does not say {' … '.join(words)!r}: {last}")
    return wrong
