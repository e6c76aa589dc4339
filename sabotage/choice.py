"""Which mutants and healthy variants are asked for; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from conformance.errors import BadInput
from sabotage.mutant import HealthyVariant, ManifestSetName, Mutant

BEGUN_APART = (
    "pod-that-does-not-go",
    "replacement-that-never-serves",
    "replacement-that-answers-errors",
    "replica-that-needs-another",
    "public-service-that-does-not-go",
    "hangs-after-a-hundred-connections",
    "hardened-data-in-the-container",
    "service-that-lists-what-is-going",
    "ready-before-it-serves",
    "database-password-wrong",
    "service-links-off",
    "errors-while-it-stops",
    "heals-without-answering",
)
"""What took over a minute on the shared box when all were run, longest first (`seconds` in sabotage.json).

After each two of these stands one that is found by a steady stream of requests (heal_17, heal_18), of which
none may fail before anything is disturbed: two such streams at once fail each other's.
"""
APART = 4
"""So many others are begun before the next of these: what ends while one of them waits a minute."""


@dataclass(frozen=True)
class Choice:
    """What is going to run."""

    mutants: tuple[Mutant, ...]
    healthy: tuple[HealthyVariant, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all, healthy variants first."""
        return (*(each.name for each in self.healthy), *(each.name for each in self.mutants))


def choose(
    every: Choice, only: Collection[str], promises: Collection[str], *, updates: bool = False
) -> Choice:
    """Return what carries a name of `only`, and the mutants that one of `promises` must find.

    Where neither is asked for: the mutants of `updates`, or all but those, with every healthy variant.
    Raises BadInput for a name that nothing carries, and for a promise that no mutant breaks.
    """
    for name in only:
        if name not in every.names:
            raise BadInput(f"no mutant is called {name!r}", _nearest(name, every.names))
    broken = {promise for mutant in every.mutants for promise in mutant.promises}
    for promise in promises:
        if promise not in broken:
            raise BadInput(f"no mutant breaks {promise!r}", _nearest(promise, broken))
    if not only and not promises:
        mutants = tuple(mutant for mutant in every.mutants if is_of_an_update(mutant) is updates)
        return Choice(mutants, () if updates else every.healthy)
    return Choice(
        tuple(
            mutant for mutant in every.mutants if mutant.name in only or set(promises) & set(mutant.promises)
        ),
        tuple(variant for variant in every.healthy if variant.name in only),
    )


def is_of_an_update(mutant: Mutant) -> bool:
    """Tell whether only promises of the profile `update` must find it."""
    return all(identifier.startswith("update_") for identifier in mutant.promises)


def sets_of(mutants: Collection[Mutant]) -> tuple[ManifestSetName, ...]:
    """Return the sets of manifests that these mutants break, the blog's always and first."""
    broken = {mutant.manifest_set for mutant in mutants} - {"blog"}
    return ("blog", *sorted(broken))


def as_begun(mutants: Collection[Mutant]) -> list[Mutant]:
    """Return the mutants as they are begun: after each of `BEGUN_APART` some others, as they stand.

    One that takes minutes and comes last would run alone; several at once only wait, and the processors
    stand idle.
    """
    apart = sorted(
        (each for each in mutants if each.name in BEGUN_APART), key=lambda each: BEGUN_APART.index(each.name)
    )
    others = iter([each for each in mutants if each.name not in BEGUN_APART])
    order: list[Mutant] = []
    for each in apart:
        order += (each, *islice(others, APART))
    return [*order, *others]


def _nearest(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else "--list shows them all"
