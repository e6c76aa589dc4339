"""What a replica's own last words say about the rung that it stands below; pure.

The words are those of docs/image-contract.md; an image that says something else explains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from conformance.conditions.rung import BrokenRung, Rung

PREFIX = "keystone: "
NO_LINK = "must be set, maybe you did not link it?"
"""The blog's message, which stands without the prefix."""
SAID: tuple[tuple[re.Pattern[str], Rung | None], ...] = (
    (re.compile(re.escape(NO_LINK)), Rung.ENVIRONMENT),
    (re.compile(r"must be set in the container's environment"), Rung.ENVIRONMENT),
    (re.compile(r"cannot be written"), Rung.CONFIGURATION),
    (
        re.compile(r"MariaDB at \S+ says|MariaDB at \S+:|no database at|waiting for the database"),
        Rung.DATABASE_REACHABLE,
    ),
    (re.compile(r"no database:"), Rung.DATABASE_REACHABLE),
    (re.compile(r"half-made|setup lock|waiting for another replica|failed while it was set up"), Rung.SCHEMA),
    (re.compile(r"the server failed"), Rung.API_UP),
    (re.compile(r"serving on"), None),
)
"""The last of these that a log holds tells how far the replica has come; None: all the way up."""


def rung_in_own_words(pod: str, lines: Iterable[str]) -> BrokenRung | None:
    """Return the rung that the replica says it cannot reach; None where it says no such thing."""
    for line in reversed(list(lines)):
        words = line.strip()
        if not words.startswith(PREFIX) and NO_LINK not in words:
            continue
        for pattern, rung in SAID:
            if pattern.search(words):
                return BrokenRung(rung, f"pod {pod} says: {words.removeprefix(PREFIX)}") if rung else None
    return None
