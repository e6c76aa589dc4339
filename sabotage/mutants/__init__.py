"""Every mutant, by topic; a topic is a module with a tuple `MUTANTS`."""

from __future__ import annotations

from collections import Counter

from sabotage.mutant import Mutant
from sabotage.mutants import (
    availability,
    between_replicas,
    cluster,
    database_loss,
    heal,
    nodes,
    pods,
    pods_inside,
    reach,
    replicas,
    token,
    updates,
    wiring,
    wiring_lost,
)

TOPICS = (
    pods,
    pods_inside,
    wiring,
    wiring_lost,
    reach,
    token,
    between_replicas,
    heal,
    replicas,
    database_loss,
    availability,
    cluster,
    nodes,
    updates,
)
MUTANTS: tuple[Mutant, ...] = tuple(mutant for topic in TOPICS for mutant in topic.MUTANTS)


def refuse_repeated_names(mutants: tuple[Mutant, ...]) -> None:
    """Raise ValueError where two mutants have one name: the later report would hide the earlier."""
    repeated = [name for name, times in Counter(mutant.name for mutant in mutants).items() if times > 1]
    if repeated:
        raise ValueError(f"two mutants are called {', '.join(repeated)}")


def mutants_of(promise: str) -> tuple[Mutant, ...]:
    """Return the mutants that the promise of that identifier must find."""
    return tuple(mutant for mutant in MUTANTS if promise in mutant.promises)


refuse_repeated_names(MUTANTS)
