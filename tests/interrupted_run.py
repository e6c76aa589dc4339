"""A run of two made-up promises on a played cluster, for a test to interrupt: the second waits for ever.

`python -m tests.interrupted_run FEATURES WORDS…`: FEATURES is a folder that `write_features` filled, WORDS
are the words of `./toxw -e conformance`. What a test has to know of is said on standard error.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import acceptance, inputs
from conformance.provenance import ClusterFacts
from steps.judging import judge
from tests.played_run import play_cluster
from verbs import conformance

WAITS, ENDS, REMOVES = (
    "the second promise waits",
    "the second promise is being ended",
    "the cluster is being removed",
)
SLOW_END = "SLOW_END"
"""Set in the environment of a run whose second promise takes for ever to end."""
SLOW_REMOVAL = "SLOW_REMOVAL"
"""Set in the environment of a run whose cluster takes for ever to remove."""
STANDARD_ERROR = "STANDARD_ERROR"
"""Where the environment names standard error as it was before pytest captured it."""
FEATURE = """\
Feature: Made up
  Rule: A run MUST end when it is told to
    @made_1 @core
    Scenario: A sentence holds
      Given a sentence that holds
    @made_2 @core
    Scenario: Three pods become ready
      Given a sentence that holds
      Then three pods are ready
"""
SENTENCES = f"""\
import os
import threading

import pytest
from pytest_bdd import given, scenarios, then

from conformance.judgement import NotYet
from conformance.patience import Patience
from conformance.wait import Waiter
from steps.run_key import RUN


@given("a sentence that holds")
def _():
    pass


def say(words):
    os.write(int(os.environ["{STANDARD_ERROR}"]), words + b"\\n")


@pytest.fixture
def made():
    yield
    say(b"{ENDS}")
    if "{SLOW_END}" in os.environ:
        threading.Event().wait()


@then("three pods are ready")
def _(request, made):
    run = request.config.stash[RUN]
    patience = Patience({{"pods-ready": 120.0, "probe-interval": 0.1, "probe-interval-late": 0.1}})
    waiter = Waiter(None, patience, recorder=run.waited, progress=run.progress.awaiting)
    say(b"{WAITS}")
    waiter.until_answers(lambda: NotYet("2 of 3 are ready"), "three pods ready", "pods-ready")


scenarios("made_up.feature")
"""


def write_features(folder: Path) -> Path:
    """Write the promises and their sentences into `folder`, and return it."""
    folder.mkdir()
    (folder / "conftest.py").write_text('pytest_plugins = ["steps.recording"]\n', encoding="utf-8")
    (folder / "test_made_up.py").write_text(SENTENCES, encoding="utf-8")
    (folder / "made_up.feature").write_text(FEATURE, encoding="utf-8")
    return folder


def remove() -> list[str]:
    """Say that the cluster is being removed, and take for ever where that is wanted."""
    os.write(2, f"{REMOVES}\n".encode())
    if SLOW_REMOVAL in os.environ:
        threading.Event().wait()
    return []


PLAYED = SimpleNamespace(
    kind="kubebox",
    name="played",
    api=lambda: None,
    describe=lambda: ClusterFacts("kubebox", "played"),
    made_by_suite=True,
    collect_logs=lambda _: [],
    close=remove,
)


def take_terminal() -> None:
    """Become the process that the terminal's Ctrl-C reaches; the leader of a session does by opening it."""
    if os.isatty(0):
        os.open(os.ttyname(0), os.O_RDWR)


def main(features: Path, words: list[str]) -> int:
    """Return the exit code of the run."""
    take_terminal()
    os.environ[STANDARD_ERROR] = str(os.dup(2))
    patch = pytest.MonkeyPatch()
    play_cluster(patch, PLAYED)
    for module in (acceptance, inputs):
        patch.setattr(module, "FEATURES", features)
    patch.setattr(conformance, "_judge", lambda run: judge(run, features))
    return conformance.main(words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
