"""Every secret that this process held: what makes or receives one tells it here, and its name.

It is the process that holds a secret, not a run or a scenario: whatever is written later, by whichever
module, must know it. So this is one table a process, and it only grows.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: dict[str, str] = {}


def hold(value: str, name: str) -> str:
    """Return `value`, which from now on is taken out of everything that is written down.

    `name` says what it is, in letters and dashes; the first name that a value was given stays.
    """
    if value:
        _NAMES.setdefault(value, name)
    return value


def held_as(name: str) -> frozenset[str]:
    """Return the values so far that are called `name`."""
    return frozenset(value for value, called in list(_NAMES.items()) if called == name)


def all_held() -> Mapping[str, str]:
    """Return every value so far by what it is called; grows while it is looked at."""
    return _NAMES
