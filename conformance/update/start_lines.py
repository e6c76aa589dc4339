"""What replicas say they did to the database at their start; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from conformance.capability import Capability
from conformance.errors import MissingCapability

SERVING = re.compile(r"keystone: serving on .* \((?P<did>.*)\)")
"""The line of the image contract (docs/image-contract.md)."""
NOTHING = "nothing to set up"


def did_at_start(lines: Iterable[str]) -> str:
    """Return what the last start did, in its own words; empty where no line says so."""
    found = [match["did"] for line in lines if (match := SERVING.search(line))]
    return found[-1] if found else ""


def changed_once(did: Mapping[str, str], before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Judge that the schema was changed by one start exactly where its revisions are others, else by none.

    `did` is by pod, in the order in which they started; `before` and `after` are revisions of the schema.
    Raises MissingCapability where the schema was changed and no start says anything: by how many is unseen.
    """
    changing = [pod for pod, words in did.items() if words not in ("", NOTHING)]
    pending = set(before) != set(after)
    if not pending and changing:
        return [f"schema: pod {changing[0]} did {did[changing[0]]}, and the revisions are those of before"]
    if len(changing) > 1:
        return [f"schema: {len(changing)} replicas changed it, {', '.join(changing)}"]
    if pending and not any(did.values()):
        raise MissingCapability(Capability.START_LOG, "no start of the new image says what it did")
    if pending and not changing:
        return ["schema: it has other revisions, and no replica says that it changed anything"]
    return []
