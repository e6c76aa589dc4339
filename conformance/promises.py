"""The promises as the feature files have them: read without a cluster and without pytest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner

from conformance.errors import BadInput
from conformance.options import PROFILES, SETS

IDENTIFIER = re.compile(r"^(?P<area>[a-z]+)_(?P<number>[1-9][0-9]*)$")
"""Area and number, e.g. `heal_1`: a scenario's stable name, never used again for another."""
CAPABILITY_PREFIX = "requires_"
LOOKED_AT = "the stack is deployed"
"""The sentence of a scenario that only looks, at a stack which all such scenarios share."""
DISTURBED = "a stack that may be disturbed"
"""The sentence of one that disturbs a stack which is handed on; all others have a stack of their own."""
UPDATED = "a stack that is to be updated"
"""The sentence of one that judges an update, or makes another after it, on a stack that all such share."""
OF_ITS_OWN = (
    "a stack that is to lose its database",
    "a stack of its own in which Keystone answers at every replica",
)
"""The sentences of scenarios that need a whole stack which nobody else is given, before or after."""
SET_SUFFIX = "_set"
SET_TAGS = tuple(name + SET_SUFFIX for name in SETS)
"""Of which set of manifests something is a promise, e.g. `hardened_set`."""


@dataclass(frozen=True)
class Promise:
    """One scenario of one feature file."""

    identifier: str
    title: str
    feature: str
    about: str
    """The free text under the feature's name."""
    rule: str
    why: str
    """The free text under the rule: why anyone cares."""
    profiles: tuple[str, ...]
    requires: tuple[str, ...]
    sets: tuple[str, ...]
    """The sets of manifests that it is a promise of; empty for one that every set makes."""
    tags: tuple[str, ...]
    steps: tuple[str, ...]
    """Keyword and sentence, those of the Background first."""
    file: Path
    line: int

    @property
    def looks_at_the_shared_stack(self) -> bool:
        """Whether it needs the stack that nobody changes."""
        return any(step.endswith(f" {LOOKED_AT}") for step in self.steps)

    @property
    def needs_a_whole_stack_of_its_own(self) -> bool:
        """Whether it needs one that nobody else is given, with everything but the public service."""
        return any(step.endswith(f" {sentence}") for step in self.steps for sentence in OF_ITS_OWN)

    @property
    def may_disturb(self) -> bool:
        """Whether it is handed a stack that it may disturb."""
        return any(step.endswith(f" {DISTURBED}") for step in self.steps)

    @property
    def updates(self) -> bool:
        """Whether it is handed the stack whose images are replaced."""
        return any(step.endswith(f" {UPDATED}") for step in self.steps)

    @property
    def area(self) -> str:
        """The letters of the identifier."""
        return self.identifier.rpartition("_")[0]


def read_promises(folder: Path) -> tuple[Promise, ...]:
    """Return every scenario of the feature files in `folder`, by file and line."""
    return tuple(promise for file in sorted(folder.glob("*.feature")) for promise in _of_file(file))


def _of_file(file: Path) -> Iterable[Promise]:
    document: dict[str, Any] = {**Parser().parse(TokenScanner(file.read_text(encoding="utf-8")))}
    feature = document["feature"]
    background: list[str] = []
    for child in feature["children"]:
        if "background" in child:
            background = _sentences(child["background"])
        elif "scenario" in child:
            yield _promise(file, feature, None, child["scenario"], background)
        else:
            rule = child["rule"]
            inner = list(background)
            for grandchild in rule["children"]:
                if "background" in grandchild:
                    inner = background + _sentences(grandchild["background"])
                else:
                    yield _promise(file, feature, rule, grandchild["scenario"], inner)


def _sentences(block: dict[str, Any]) -> list[str]:
    return [step["keyword"] + step["text"] for step in block["steps"]]


def _text(block: dict[str, Any]) -> str:
    lines = (line.strip() for line in block.get("description", "").splitlines())
    return "\n".join(lines).strip()


def _promise(
    file: Path,
    feature: dict[str, Any],
    rule: dict[str, Any] | None,
    scenario: dict[str, Any],
    before: list[str],
) -> Promise:
    levels = (feature, rule or {}, scenario)
    tags = tuple(tag["name"].lstrip("@") for level in levels for tag in level.get("tags", ()))
    return Promise(
        identifier=next((tag for tag in tags if IDENTIFIER.match(tag)), ""),
        title=scenario["name"],
        feature=feature["name"],
        about=_text(feature),
        rule=rule["name"] if rule else "",
        why=_text(rule or {}),
        profiles=tuple(tag for tag in tags if tag in PROFILES),
        requires=tuple(
            tag.removeprefix(CAPABILITY_PREFIX) for tag in tags if tag.startswith(CAPABILITY_PREFIX)
        ),
        sets=tuple(tag.removesuffix(SET_SUFFIX) for tag in tags if tag in SET_TAGS),
        tags=tags,
        steps=tuple(before + _sentences(scenario)),
        file=file,
        line=scenario["location"]["line"],
    )


@dataclass(frozen=True)
class Selection:
    """What of the catalogue is judged, and what of the profiles asked for is left out."""

    chosen: tuple[Promise, ...]
    left_out: tuple[Promise, ...]

    def identifiers(self) -> frozenset[str]:
        """The identifiers of the chosen promises."""
        return frozenset(promise.identifier for promise in self.chosen)

    def required_by(self, profile: str) -> tuple[str, ...]:
        """The identifiers of the promises of one profile asked for, judged or left out."""
        every = (*self.chosen, *self.left_out)
        return tuple(promise.identifier for promise in every if profile in promise.profiles)


def select(
    promises: Iterable[Promise], profiles: Iterable[str], only: Iterable[str], manifest_set: str = "own"
) -> Selection:
    """Return the promises of `profiles` that `manifest_set` makes, narrowed to `only`, if any.

    An identifier outside the profiles is judged too: it was asked for by name. Raises BadInput for one that
    no scenario carries, or that is a promise of another set.
    """
    every = {promise.identifier: promise for promise in promises}
    catalogue = {name: each for name, each in every.items() if not each.sets or manifest_set in each.sets}
    wanted = tuple(only)
    for identifier in wanted:
        if identifier in every and identifier not in catalogue:
            sets = " or ".join(every[identifier].sets)
            raise BadInput(f"{identifier} is no promise of the {manifest_set} set", f"add --set {sets}")
        if identifier not in catalogue:
            near = get_close_matches(identifier, catalogue, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(catalogue))}"
            raise BadInput(f"no promise is called {identifier!r}", hint)
    asked = set(profiles)
    required = [promise for promise in catalogue.values() if asked & set(promise.profiles)]
    if not wanted:
        return Selection(tuple(required), ())
    return Selection(
        tuple(catalogue[identifier] for identifier in dict.fromkeys(wanted)),
        tuple(promise for promise in required if promise.identifier not in wanted),
    )
