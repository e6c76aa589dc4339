"""Lengths of time as people type them: `90s`, `40m`, `2h`, `1d`."""

from __future__ import annotations

import re

from conformance.errors import BadInput
from conformance.record_types import LONGEST_S

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
TYPED = re.compile(r"(?P<number>[0-9]{1,7})(?P<unit>[smhd])")


def read_duration(option: str, text: str) -> float:
    """Return the seconds that `text` means, e.g. 2400 for `40m`.

    Raises BadInput, beginning with the `option` it was given to, for anything but a whole number above zero
    with its unit, and for more than a month.
    """
    typed = TYPED.fullmatch(text)
    seconds = int(typed["number"]) * UNITS[typed["unit"]] if typed else 0
    if not 0 < seconds <= LONGEST_S:
        raise BadInput(
            f"{option} {text}: no length of time", "give a number and its unit: 90s, 40m, 2h or 1d"
        )
    return float(seconds)
