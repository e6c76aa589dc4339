"""How many promises are judged at once, as it is typed."""

from __future__ import annotations

from conformance.errors import BadInput

MOST = 16
"""More than the promises of any set could keep busy beside each other."""


def read_workers(text: str) -> int:
    """Return the number of `-n`; raises BadInput for what is none between 1 and MOST."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise BadInput(f"-n {text}: no number of promises to judge at once", f"give one from 1 to {MOST}")
    return int(text)
