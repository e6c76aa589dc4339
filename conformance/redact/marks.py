"""What stands where a secret stood: its name, and a digest that shows where the same one stood."""

from __future__ import annotations

import hmac
import re

MARK = "[redacted]"
"""Where a value does not matter, or there is none."""
DIGITS = 8
"""Hex digits of a digest: enough to tell a run's few hundred secrets apart."""
ANY_MARK = re.compile(r"\[redacted(?::[0-9a-f]{8})?(?::[\w.-]+)?\]")
NO_MARK = r"(?!\[redacted[:\]])"
"""Stands in a pattern before a value that may be a mark already."""
_NOT_A_NAME = re.compile(r"[^\w.-]+")


def mark_of(value: str, name: str, key: bytes) -> str:
    """Return the mark of `value`, as `[redacted:5f0c11ab:token]`; without `name`, `[redacted:5f0c11ab]`.

    Without `key`, which is in no file, nobody can try passwords against the digest.
    """
    digest = hmac.digest(key, value.encode(errors="surrogatepass"), "sha256").hex()[:DIGITS]
    named = _NOT_A_NAME.sub("-", name).strip("-")
    return f"[redacted:{digest}:{named}]" if named else f"[redacted:{digest}]"


def unnamed(text: str) -> str:
    """Return `text` with every mark as MARK: a digest means something in its own report alone."""
    return ANY_MARK.sub(MARK, text)
