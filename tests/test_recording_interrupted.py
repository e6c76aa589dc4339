"""Ctrl-C in the midst of a sentence stays one, whatever the scenario's stack looks like while it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import PromiseBroken
from steps.judging import judge
from tests.test_recording import FEATURE, SENTENCES, Stack, run_over

INTERRUPTED = """
@given("somebody presses Ctrl-C")
def _():
    raise KeyboardInterrupt


@pytest.fixture
def tunnel():
    yield
    raise PromiseBroken("the tunnel does not close")


@given("somebody presses Ctrl-C while there is a tunnel")
def _(tunnel):
    raise KeyboardInterrupt


scenarios("made_up.feature")
"""
ANOTHER = """
    @made_2 @core
    Scenario: Another
      Given a sentence that holds
"""


class Going(Stack):
    """A stack whose deletion has been asked for: its replicas fail."""

    def hold_invariants(self) -> None:
        raise PromiseBroken("pod keystone-1 wrote a traceback")


@pytest.mark.parametrize(
    "sentence", ["somebody presses Ctrl-C", "somebody presses Ctrl-C while there is a tunnel"]
)
def test_ctrl_c_ends_the_run_and_gives_no_verdict(tmp_path: Path, sentence: str) -> None:
    sentences = SENTENCES.replace('scenarios("made_up.feature")', "")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["steps.recording"]\n', encoding="utf-8")
    (tmp_path / "test_made_up.py").write_text(f"import pytest\n{sentences}{INTERRUPTED}", encoding="utf-8")
    (tmp_path / "made_up.feature").write_text(FEATURE.format(sentence=sentence) + ANOTHER, encoding="utf-8")
    run = run_over(tmp_path, Going(), {})
    assert judge(run, tmp_path)
    assert run.record.scenarios == []
