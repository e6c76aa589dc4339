"""How far this machine's clock is from another's, as the record of a run has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from conformance.record_types import Seconds

DECADES_S = 40 * 366 * 86_400.0
"""Seconds; a machine whose battery is empty begins in 1970, or wherever its makers chose."""
Ahead = Annotated[float, Field(ge=-2 * DECADES_S, le=2 * DECADES_S)]


@dataclass(frozen=True)
class SkewRecord:
    """This machine's clock against another one; no verdict rests on it."""

    whose: str
    """Whose clock the other one is: `the API server`, `pod keystone-rc-4xk2p`."""
    ahead_s: Ahead
    """How far this machine's is ahead; negative where it is behind."""
    within_s: Seconds
    """How far the truth may be from that, either way: there and back took time, and digits are cut."""

    @property
    def surely_apart_s(self) -> float:
        """By how many seconds the clocks are apart at the least."""
        return max(abs(self.ahead_s) - self.within_s, 0.0)
