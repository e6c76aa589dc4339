"""A run of made-up promises on a played cluster, for a test to judge in workers, to interrupt and to kill.

`python -m tests.parallel_run FEATURES WORDS…`: FEATURES is a folder that `write_promises` filled, WORDS are
the words of `./toxw -e conformance`. What a test has to know of is said on standard error.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from time import monotonic
from types import SimpleNamespace

import pytest

import steps.worker
from conformance import acceptance, inputs
from conformance.capability import Capability
from conformance.errors import EnvironmentFault, MissingCapability, PromiseBroken
from conformance.judgement import NotYet
from conformance.parallel import how_many
from conformance.patience import Patience
from conformance.provenance import ClusterFacts
from conformance.redact import hold
from conformance.run import Run
from conformance.wait import Waiter
from steps.judging import judge
from tests.interrupted_run import ENDS, SLOW_END, STANDARD_ERROR, WAITS, take_terminal
from tests.played_run import play_cluster
from tests.test_bad_input import KUBECONFIG
from verbs import conformance

MEETING = "MEETING"
"""Names a folder where the run's environment says that promises are judged beside each other."""
SECRET = "a-token-of-{}-that-nobody-may-read"
SENTENCES = """\
from pytest_bdd import given, parsers, scenarios, then

from steps.run_key import RUN
from tests.parallel_run import end_as, held


@given("a promise that is told of")
def _(request):
    yield from held(request.config.stash[RUN])


@then(parsers.parse("it is {ending}"))
@then(parsers.parse("it is {ending} within 1 second"))
def _(request, ending):
    end_as(request.config.stash[RUN], ending)


scenarios("made_up.feature")
"""


def write_promises(folder: Path, *endings: str) -> Path:
    """Write a promise for each of `endings` into `folder`, made_1 and so on, and return it."""
    folder.mkdir()
    (folder / "conftest.py").write_text('pytest_plugins = ["steps.recording"]\n', encoding="utf-8")
    (folder / "test_made_up.py").write_text(SENTENCES, encoding="utf-8")
    scenarios = "".join(
        f"\n    @made_{number} @core\n    Scenario: Number {number} is {ending}\n"
        f"      Given a promise that is told of\n      Then it is {ending}\n"
        for number, ending in enumerate(endings, 1)
    )
    text = f"Feature: Made up\n  Rule: A scenario MUST end as its sentence does\n{scenarios}"
    (folder / "made_up.feature").write_text(text, encoding="utf-8")
    return folder


def say(words: str) -> None:
    """Say a line where the test hears it, whatever pytest has captured."""
    os.write(int(os.environ[STANDARD_ERROR]), f"{words}\n".encode())


def held(run: Run):  # type: ignore[no-untyped-def]  # a fixture with an end
    """Write down when the promise is judged, and by which process; say when it is being ended."""
    run.recorder.saw(process=os.getpid(), began=monotonic())
    yield
    if run.recorder.running and "waiting" in run.recorder.current.title:
        say(ENDS)
        if SLOW_END in os.environ:
            threading.Event().wait()


def end_as(run: Run, ending: str) -> None:
    """End a promise so."""
    secret = hold(SECRET.format(run.recorder.current.identifier), "token")
    shared = hold(SECRET.format("all"), "token")
    match ending.removesuffix(" within 1 second"):
        case "one that meets another":
            _meet()
        case "broken":
            raise PromiseBroken(f"it is broken for {secret}", f"below it {shared}")
        case "unknown":
            raise EnvironmentFault(f"nobody knows {shared}")
        case "skipped":
            raise MissingCapability(Capability.EXEC_TOOLS, "no tools")
        case "the end of its process":
            os.kill(os.getpid(), signal.SIGKILL)
        case "waiting":
            say(f"{WAITS} {run.recorder.current.identifier}")
            patience = Patience({"pods-ready": 120.0, "probe-interval": 0.1, "probe-interval-late": 0.1})
            waiter = Waiter(None, patience, recorder=run.waited, progress=run.progress.awaiting)
            waiter.until_answers(lambda: NotYet("2 of 3 are ready"), "three pods ready", "pods-ready")
    run.recorder.saw(ended=monotonic())


def _meet() -> None:
    """Wait until another promise of this kind is judged at the same time, where that is to be."""
    if MEETING not in os.environ:
        return
    fifo = Path(os.environ[MEETING]) / "fifo"
    try:
        os.mkfifo(fifo)
    except FileExistsError:
        fifo.open("wb").close()
    else:
        fifo.open("rb").close()


def main(features: Path, words: list[str]) -> int:
    """Return the exit code of the run."""
    take_terminal()
    os.environ[STANDARD_ERROR] = str(os.dup(2))
    kubeconfig = features / "kubeconfig"
    kubeconfig.write_text(KUBECONFIG.format(server="http://127.0.0.1:9"), encoding="utf-8")
    patch = pytest.MonkeyPatch()
    played = SimpleNamespace(
        kind="kubebox",
        name="played",
        kubeconfig=kubeconfig,
        context="here",
        api=lambda: None,
        describe=lambda: ClusterFacts("kubebox", "played"),
        made_by_suite=True,
        collect_logs=lambda _: [],
        close=lambda: [],
    )
    play_cluster(patch, played)
    patch.setattr(how_many, "room_on", lambda _: None)
    for module in (acceptance, inputs):
        patch.setattr(module, "FEATURES", features)
    patch.setattr(conformance, "_judge", lambda run: judge(run, features))
    patch.setattr(steps.worker, "work", partial(steps.worker.work, features=features))
    return conformance.main(words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
