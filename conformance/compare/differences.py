"""Which facts only one of two sides has; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.compare.facts import WHOLE_RUN, Fact, facts_of
from conformance.compare.side import Side
from conformance.report.phrases import one_line

LONGEST = 90
"""Characters of a value in a line; a whole digest with its algorithm has 71."""
NOTHING = "none"


@dataclass(frozen=True)
class Difference:
    """One place that differs: the values that only the earlier side has there, and only the later."""

    aspect: str
    scope: str
    where: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def __str__(self) -> str:
        """Return `image digest keystone: sha256:… → sha256:…`."""
        place = " ".join(filter(None, (self.aspect, self.scope, self.where)))
        return one_line(f"{place}: {told(self.before)} → {told(self.after)}")


def told(values: tuple[str, ...]) -> str:
    """Return values in one line, each cut where it is long."""
    return ", ".join(one_line(value, LONGEST) or '""' for value in values) or NOTHING


def differences_of(old: Side, new: Side) -> tuple[Difference, ...]:
    """Return what always held on one side and never on the other, of what both have looked at.

    What holds in some of a side's runs only differs between runs of one thing: it tells nothing.
    """
    before, after = _facts(old), _facts(new)
    looked_at = _scopes(before) & _scopes(after) | {(aspect, "") for aspect in WHOLE_RUN}
    gone = _always(before) - frozenset().union(*after)
    come = _always(after) - frozenset().union(*before)
    places: defaultdict[tuple[str, str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for column, facts in enumerate((gone, come)):
        for fact in facts:
            if (fact.aspect, fact.scope) in looked_at:
                places[fact.aspect, fact.scope, fact.where][column].append(fact.value)
    return tuple(
        Difference(*place, tuple(sorted(values)), tuple(sorted(others)))
        for place, (values, others) in sorted(places.items(), key=lambda each: _digests_first(each[0]))
    )


def _facts(side: Side) -> list[frozenset[Fact]]:
    return [facts_of(run) for run in side.runs]


def _scopes(facts: Iterable[frozenset[Fact]]) -> set[tuple[str, str]]:
    return {(fact.aspect, fact.scope) for each in facts for fact in each}


def _always(facts: list[frozenset[Fact]]) -> frozenset[Fact]:
    """Return the facts of every run that has looked at that at all."""
    scopes = [{(fact.aspect, fact.scope) for fact in each} for each in facts]
    return frozenset(
        fact
        for fact in frozenset().union(*facts)
        if all(
            fact in each or (fact.aspect, fact.scope) not in known
            for each, known in zip(facts, scopes, strict=True)
        )
    )


FIRST = ("image digest", "image", "Kubernetes", "suite version")
"""What most other differences come from."""


def _digests_first(place: tuple[str, str, str]) -> tuple[int, str, str, str]:
    aspect = place[0]
    return FIRST.index(aspect) if aspect in FIRST else len(FIRST), *place
