"""Takes out of what was observed whatever differs between two runs of one thing; pure.

Addresses, identifiers and names that a cluster or Keystone made up for one run are no difference to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.redact import unnamed

GONE_BY = frozenset(
    {
        "date",
        "content-length",
        "keep-alive",
        "x-openstack-request-id",
        "x-compute-request-id",
        "issued_at",
        "expires_at",
        "audit_ids",
    }
)
"""Names, in small letters, of values of one answer only; its length changes with the address in it."""
MASK = "*"
_MADE_UP: tuple[tuple[re.Pattern[str], str], ...] = (
    # a run's own namespaces, `kc-3fa9c1-looked-at-1`
    (re.compile(r"\bkc-[0-9a-f]{6}(-[a-z]+)*(-\d+)?\b"), MASK),
    # UUIDs, request ids with them, and Keystone's identifiers without dashes
    (re.compile(r"\b(req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), MASK),
    (re.compile(r"\b[0-9a-f]{32}\b"), MASK),
    # the end of a generated pod name: five of Kubernetes' `rand.SafeEncodeString` letters
    (re.compile(r"(?<=[a-z0-9]-)[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])"), MASK),
    # addresses, and the node port of one: 30000 to 32767 are the API server's default range
    (re.compile(r"(?<![\w.])\d{1,3}(\.\d{1,3}){3}(:3[0-2]\d{3})?(?![\w.])"), MASK),
)


def masked(text: str) -> str:
    """Return `text` with a star for everything that was made up for one run."""
    text = unnamed(text)
    for pattern, instead in _MADE_UP:
        text = pattern.sub(instead, text)
    return text


def leaves(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each plain value of some JSON as its path and its text, both masked; entries of lists alike.

    Replicas that show the same become the same leaf.
    """
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key.lower() not in GONE_BY:
                yield from leaves(inner, f"{where}.{masked(key)}".lstrip("."))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, f"{where}[]")
    else:
        yield where, masked(_plain(value))


def _plain(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case _:
            return str(value)
