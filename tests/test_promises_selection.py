"""Which promises a run judges: by profile, by name, and by the set of manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

import steps
from conformance.errors import BadInput
from conformance.options import FEATURES
from conformance.promises import OF_ITS_OWN, Promise, read_promises, select

FEATURE = """\
Feature: Things
  What things are for.

  Rule: A thing MUST last

    Because people rely on it.

    @thing_1 @core
    Scenario: A thing is there
      Given the stack is deployed

    @thing_2 @resilience @hardened_set
    Scenario: A thing survives
      Given a stack that may be disturbed

    @thing_3 @core @blog_set
    Scenario: A thing has no volume
      Given the stack is deployed
"""


@pytest.fixture
def promises(tmp_path: Path) -> tuple[Promise, ...]:
    (tmp_path / "thing.feature").write_text(FEATURE, encoding="utf-8")
    return read_promises(tmp_path)


def names(promises: tuple[Promise, ...]) -> list[str]:
    return [promise.identifier for promise in promises]


@pytest.mark.parametrize(
    ("manifest_set", "chosen"),
    [("blog", ["thing_1", "thing_3"]), ("hardened", ["thing_1", "thing_2"]), ("own", ["thing_1"])],
)
def test_a_promise_of_another_set_is_no_gap(
    promises: tuple[Promise, ...], manifest_set: str, chosen: list[str]
) -> None:
    selection = select(promises, ["core", "resilience"], [], manifest_set)
    assert names(selection.chosen) == chosen
    assert selection.left_out == ()


def test_what_is_not_named_is_left_out(promises: tuple[Promise, ...]) -> None:
    selection = select(promises, ["core"], ["thing_1"], "blog")
    assert (names(selection.chosen), names(selection.left_out)) == (["thing_1"], ["thing_3"])


def test_a_promise_of_another_set_cannot_be_named(promises: tuple[Promise, ...]) -> None:
    with pytest.raises(BadInput, match=r"thing_2 is no promise of the blog set.*--set hardened"):
        select(promises, ["core"], ["thing_2"], "blog")


def test_an_unknown_promise_is_told_the_nearest(promises: tuple[Promise, ...]) -> None:
    with pytest.raises(BadInput, match="did you mean thing_1"):
        select(promises, ["core"], ["thin_1"], "blog")


def test_a_promise_knows_its_words(promises: tuple[Promise, ...]) -> None:
    first = promises[0]
    assert (first.about, first.why) == ("What things are for.", "Because people rely on it.")
    assert first.looks_at_the_shared_stack
    assert not promises[1].looks_at_the_shared_stack


def test_the_sentences_that_need_a_whole_stack_of_their_own_are_those_whose_steps_take_one() -> None:
    said = {step for promise in read_promises(FEATURES) for step in promise.steps}
    assert {f"Given {sentence}" for sentence in OF_ITS_OWN} <= said
    sources = [file.read_text(encoding="utf-8") for file in Path(steps.__path__[0]).glob("*.py")]
    assert sum(source.count("run.own()") for source in sources) == len(OF_ITS_OWN)
