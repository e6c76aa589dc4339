"""Every sentence means exactly one thing, every promise has one stable name: read without a cluster."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from conformance.options import PROFILES
from conformance.promises import CAPABILITY_PREFIX, IDENTIFIER, SET_TAGS, Promise, read_promises
from conftest import pytest_plugins

ROOT = Path(__file__).resolve().parent.parent
FEATURES = sorted((ROOT / "features").glob("*.feature"))
PROMISES = read_promises(ROOT / "features")
TYPES = {"Given": "given", "When": "when", "Then": "then"}


@dataclass(frozen=True)
class Sentence:
    """A step as a feature has it, with And and But read as what they continue."""

    type: str
    text: str
    where: str


def sentences(promise: Promise) -> Iterator[Sentence]:
    """Yield the sentences of a promise, the Background's first."""
    current = ""
    for step in promise.steps:
        keyword, text = step.split(" ", 1)
        current = TYPES.get(keyword, current)
        yield Sentence(current, text, f"{promise.file.name}:{promise.identifier}")


def definitions() -> list[StepFunctionContext]:
    """Return every step definition of the step modules."""
    for name in pytest_plugins:
        importlib.import_module(name)
    everything = list(step_function_context_registry.values())
    return [context for context in everything if context.step_func.__module__ in pytest_plugins]


DEFINITIONS = definitions()
SENTENCES = [sentence for promise in PROMISES for sentence in sentences(promise)]


def matching(sentence: Sentence) -> list[StepFunctionContext]:
    """Return the definitions that would be taken for a sentence."""
    return [
        definition
        for definition in DEFINITIONS
        if definition.type in (None, sentence.type) and definition.parser.is_matching(sentence.text)
    ]


@pytest.mark.parametrize("sentence", dict.fromkeys(SENTENCES), ids=lambda s: f"{s.where}:{s.text[:50]}")
def test_each_sentence_has_exactly_one_definition(sentence: Sentence) -> None:
    assert len(matching(sentence)) == 1, f"{sentence.type} {sentence.text!r}"


def test_no_definition_is_unused() -> None:
    used = {id(definition) for sentence in SENTENCES for definition in matching(sentence)}
    unused = [definition.parser.name for definition in DEFINITIONS if id(definition) not in used]
    assert unused == []


def test_no_title_is_repeated_in_a_feature() -> None:
    repeated = [name for name, times in Counter((p.file, p.title) for p in PROMISES).items() if times > 1]
    assert repeated == []


def test_identifiers_are_there_once() -> None:
    assert [p.title for p in PROMISES if not p.identifier] == []
    assert [name for name, times in Counter(p.identifier for p in PROMISES).items() if times > 1] == []


def test_an_identifier_begins_with_its_features_area() -> None:
    assert {p.identifier for p in PROMISES if p.area != p.file.stem} == set()


def test_each_promise_has_one_profile() -> None:
    assert {p.identifier: p.profiles for p in PROMISES if len(p.profiles) != 1} == {}


def test_every_tag_is_declared() -> None:
    declared = {*PROFILES, *SET_TAGS}
    undeclared = {
        tag
        for p in PROMISES
        for tag in p.tags
        if tag not in declared and not IDENTIFIER.match(tag) and not tag.startswith(CAPABILITY_PREFIX)
    }
    assert undeclared == set()


def test_each_promise_stands_under_a_rule() -> None:
    assert [p.identifier for p in PROMISES if " MUST " not in p.rule] == []


@pytest.mark.parametrize("file", FEATURES, ids=lambda f: f.stem)
def test_a_background_has_at_most_four_givens_and_nothing_else(file: Path) -> None:
    document: dict[str, Any] = {**Parser().parse(TokenScanner(file.read_text(encoding="utf-8")))}
    feature = document["feature"]
    backgrounds = [child["background"] for child in feature["children"] if "background" in child]
    for background in backgrounds:
        assert [step["keyword"].strip() for step in background["steps"]][:1] == ["Given"]
        assert {step["keyword"].strip() for step in background["steps"]} <= {"Given", "And"}
        assert len(background["steps"]) <= 4


def test_one_when_and_at_most_five_sentences_of_its_own() -> None:
    for promise in PROMISES:
        keywords = [step.split(" ", 1)[0] for step in promise.steps]
        assert keywords.count("When") <= 1, promise.identifier
        assert len(keywords) <= 6, promise.identifier


def test_every_feature_is_bound() -> None:
    binding = (ROOT / "features" / "test_promises.py").read_text(encoding="utf-8")
    assert [f.name for f in FEATURES if f'scenarios("{f.name}")' not in binding] == []


def test_no_sentence_is_asynchronous() -> None:
    """pytest-bdd never awaits a coroutine: it would pass without having run."""
    import inspect

    assert [d.parser.name for d in DEFINITIONS if inspect.iscoroutinefunction(d.step_func)] == []
