"""From what is wrong to a broken promise."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.errors import PromiseBroken


def must_hold(wrong: Sequence[str]) -> None:
    """Raise PromiseBroken with the first of `wrong` as its first line; nothing where there is none."""
    if wrong:
        raise PromiseBroken(wrong[0], "\n".join(wrong[1:]))
