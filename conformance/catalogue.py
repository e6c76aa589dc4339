"""docs/catalogue.md: every promise by area, in its own words, with what proves that it can break; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from conformance.options import PROFILES
from conformance.promises import Promise

HEAD = """\
# Catalogue of promises

Written by `./toxw -e catalogue -- --write` from `features/` and `sabotage/`; a test holds it fresh.
"""
AREAS = ("pods", "wiring", "reach", "token", "heal", "node", "update")
"""In the order in which they are judged."""
SETS = {(): "", ("blog",): "blog's set only", ("hardened",): "hardened set only"}


def catalogue_of(promises: Sequence[Promise], mutants_of: Callable[[str], Iterable[str]]) -> str:
    """Return the page as Markdown; `mutants_of` gives the names of the mutants that break a promise."""
    return "\n".join([HEAD, _counts(promises), *_chapters(promises, mutants_of)]) + "\n"


def _counts(promises: Sequence[Promise]) -> str:
    profiles = Counter(profile for promise in promises for profile in promise.profiles)
    of_sets = Counter(name for promise in promises for name in promise.sets)
    counted = ", ".join(f"`{name}` {profiles[name]}" for name in PROFILES if profiles[name])
    sets = ", ".join(f"{number} of the {name} set only" for name, number in sorted(of_sets.items()))
    return f"{len(promises)} promises; by profile: {counted}{'; ' + sets if sets else ''}.\n"


def _chapters(promises: Iterable[Promise], mutants_of: Callable[[str], Iterable[str]]) -> Iterator[str]:
    in_order = sorted(promises, key=lambda each: AREAS.index(each.area))
    for (feature, about), of_feature in groupby(in_order, key=lambda each: (each.feature, each.about)):
        yield f"## {feature}\n\n{about}\n"
        for (rule, why), of_rule in groupby(of_feature, key=lambda each: (each.rule, each.why)):
            yield f"### {rule}\n"
            if why:
                yield f"{why}\n"
            yield "| | Promise | Profile | Broken by |\n|---|---|---|---|"
            yield from (_row(promise, mutants_of(promise.identifier)) for promise in of_rule)
            yield ""


def _row(promise: Promise, mutants: Iterable[str]) -> str:
    named = ", ".join(f"`{name}`" for name in mutants) or "nothing yet"
    more = [SETS[promise.sets], *(f"needs {capability}" for capability in promise.requires)]
    where = ", ".join([*(f"`{name}`" for name in promise.profiles), *filter(None, more)])
    return f"| `{promise.identifier}` | {promise.title} | {where} | {named} |"
