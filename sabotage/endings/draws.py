"""At which moments runs are ended: drawn from a seed, so that each can be tried again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from sabotage.endings.ledger import Place, Row, Stop


@dataclass(frozen=True)
class Draw:
    """One run to be ended."""

    stop: Stop
    place: Place
    number: int
    seed: str
    moment_s: float
    """Seconds from its start."""


def draws(seed: str, stop: Stop, place: Place, known: Iterable[Row], longest_s: float) -> Iterator[Draw]:
    """Yield the draws after those that `known` rows have used, for ever; `longest_s` is a run's length."""
    used = {row.number for row in known if (row.stop, row.place) == (stop, place)}
    for number in count(1):
        if number not in used:
            own = f"{seed}/{stop}/{place.name.lower()}/{number}"
            yield Draw(stop, place, number, own, round(random.Random(own).uniform(0.0, longest_s), 2))


def missing(wanted: int, stop: Stop, place: Place, rows: Iterable[Row]) -> int:
    """Return how many runs are still to be ended so until `wanted` count."""
    return max(0, wanted - sum(row.counts and (row.stop, row.place) == (stop, place) for row in rows))
