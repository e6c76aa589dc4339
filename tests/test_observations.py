"""An auditor asks what the green saw: each promise writes down what its verdict rests on."""

from __future__ import annotations

import inspect

import pytest

from conformance.promises import Promise
from tests.test_vocabulary import PROMISES, matching, sentences

WRITE_DOWN = ("recorder.saw(", "recorder.tabled(", "recorder.clocked(", "recorder.probed(", "_kept(run")
"""The last is what all sentences about refusals write their answers down by."""


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.identifier)
def test_each_promise_writes_down_what_was_seen(promise: Promise) -> None:
    judging = [each for each in sentences(promise) if each.type != "given"]
    sources = [inspect.getsource(definition.step_func) for each in judging for definition in matching(each)]
    assert any(words in source for source in sources for words in WRITE_DOWN)
