"""Each scenario of a run with its place in Gherkin: the feature file that tells it, parsed, and its pickle.

Where the feature files at hand tell a scenario otherwise than it ran (they may have changed since), a feature
is composed from the record: no scenario is left out, and none gets words that were not judged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gherkin.stream.gherkin_events import GherkinEvents

from conformance.record import ScenarioRecord
from conformance.report.phrases import one_line

MEDIA_TYPE = "text/x.cucumber.gherkin+plain"
KEYWORDS = frozenset({"Given", "When", "Then", "And", "But"})
ANY_STEP = "*"
"""Gherkin's keyword for a sentence that has none of its own."""
COMPOSED = "Composed from the record of the run: no feature file at hand tells these scenarios as they ran."

Json = dict[str, Any]


@dataclass(frozen=True)
class Parsed:
    """One feature in the form that Cucumber's messages have: source, document and pickles."""

    source: Json
    document: Json
    pickles: tuple[Json, ...]


@dataclass(frozen=True)
class Told:
    """A scenario of the run, and the pickle that tells it."""

    scenario: ScenarioRecord
    parsed: Parsed
    pickle: Json


class _Reader:
    """Parses features; ids are unique over all that one reader has read."""

    def __init__(self) -> None:
        self._events = GherkinEvents(
            GherkinEvents.Options(print_source=True, print_ast=True, print_pickles=True)
        )

    @property
    def next_id(self) -> int:
        """The first number that is no id yet."""
        return int(self._events.id_generator.get_next_id())

    def read(self, uri: str, text: str) -> Parsed | None:
        """Return the feature, or `None` for what is no Gherkin."""
        event = {"source": {"uri": uri, "data": text, "mediaType": MEDIA_TYPE}}
        envelopes = [cast("Json", each) for each in self._events.enum(cast("Any", event))]
        if any("parseError" in each for each in envelopes):
            return None
        source, document, *pickles = envelopes
        return Parsed(
            source["source"], document["gherkinDocument"], tuple(each["pickle"] for each in pickles)
        )


@dataclass(frozen=True)
class Sources:
    """All scenarios of a run in their order; every id below `next_id` is taken."""

    told: tuple[Told, ...]
    next_id: int

    def parsed(self) -> tuple[Parsed, ...]:
        """Return each feature that tells a scenario of the run, once, in the order of the run."""
        return tuple({each.parsed.source["uri"]: each.parsed for each in self.told}.values())


def sources_of(scenarios: Sequence[ScenarioRecord], features: Path) -> Sources:
    """Return `scenarios` with their pickles, from the feature files in `features` or else composed."""
    reader = _Reader()
    at_hand = {name: pair for pair in _at_hand(reader, features) for name in _tags(pair[1])}
    told: dict[int, Told] = {}
    others: list[tuple[int, ScenarioRecord]] = []
    for number, scenario in enumerate(scenarios):
        parsed, pickle = at_hand.get(f"@{scenario.identifier}", (None, None))
        if parsed and pickle and _same_words(pickle, scenario):
            told[number] = Told(scenario, parsed, pickle)
        else:
            others.append((number, scenario))
    told |= _composed(reader, others)
    return Sources(tuple(told[number] for number in range(len(scenarios))), reader.next_id)


def _at_hand(reader: _Reader, features: Path) -> Iterator[tuple[Parsed, Json]]:
    for file in sorted(features.glob("*.feature")):
        parsed = reader.read(f"{features.name}/{file.name}", file.read_text(encoding="utf-8"))
        if parsed:
            yield from ((parsed, pickle) for pickle in parsed.pickles)


def _tags(pickle: Json) -> list[str]:
    return [tag["name"] for tag in pickle["tags"]]


def _same_words(pickle: Json, scenario: ScenarioRecord) -> bool:
    sentences = [step["text"] for step in pickle["steps"]]
    return bool(pickle["name"] == scenario.title and sentences == [step.text for step in scenario.steps])


def _composed(reader: _Reader, scenarios: Iterable[tuple[int, ScenarioRecord]]) -> dict[int, Told]:
    by_feature: defaultdict[str, list[tuple[int, ScenarioRecord]]] = defaultdict(list)
    for number, scenario in scenarios:
        by_feature[scenario.feature].append((number, scenario))
    told: dict[int, Told] = {}
    for ordinal, (feature, members) in enumerate(by_feature.items(), 1):
        # a scenario after a rule would belong to it: those without one come first
        ordered = sorted(members, key=lambda pair: pair[1].rule)
        text = "\n".join(_feature(feature, [scenario for _, scenario in ordered])) + "\n"
        parsed = reader.read(f"composed/{ordinal}.feature", text)
        if parsed is None:
            raise AssertionError(f"what was composed of {feature!r} is no Gherkin")
        for (number, scenario), pickle in zip(ordered, parsed.pickles, strict=True):
            told[number] = Told(scenario, parsed, pickle)
    return told


def _feature(name: str, scenarios: Iterable[ScenarioRecord]) -> Iterator[str]:
    yield f"Feature: {one_line(name)}"
    yield f"  {COMPOSED}"
    rule = ""
    for scenario in scenarios:
        if scenario.rule != rule:
            rule = scenario.rule
            yield f"\n  Rule: {one_line(rule)}"
        yield f"\n    {' '.join(_tag(name) for name in (scenario.identifier, *scenario.profiles))}"
        yield f"    Scenario: {one_line(scenario.title)}"
        for step in scenario.steps:
            keyword = step.keyword if step.keyword in KEYWORDS else ANY_STEP
            yield f"      {keyword} {one_line(step.text) or '(no words)'}"


def _tag(name: str) -> str:
    """Return a tag; what would end it or begin a comment becomes an underscore."""
    return "@" + re.sub(r"[\s@#]", "_", one_line(name) or "_")
