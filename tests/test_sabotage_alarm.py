"""The three faults of `--prove`: what they are, how each is tried, and when it counts as found."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.alarm import Target
from conformance.alarm_record import AlarmRecord
from conformance.command_line import read_options
from conformance.options import FEATURES, FOLDERS
from conformance.promises import read_promises
from conformance.verdict import Verdict
from sabotage import alarm
from sabotage.alarm import TRIALS, try_all
from sabotage.child_run import ChildEnd, PoliteEnd, run_politely
from sabotage.manifest_objects import ManifestObjects
from sabotage.mutants import MUTANTS
from tests.report_records import run

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
ALL_KEPT = dict.fromkeys(("wiring_1", "token_1", "reach_10", "reach_1"), Verdict.KEPT)


def target(folder: Path, **changes: Any) -> Target:
    every = Target(
        words=("--context", "c"),
        manifests=FOLDERS["blog"],
        manifest_set="blog",
        folder=folder / "alarm",
        capabilities={},
        verdicts=ALL_KEPT,
        note=lambda _: None,
    )
    return replace(every, **changes)


class Judge:
    """Plays the runs that judge the faults: each comes to `verdict`, or to what `ends` has for it."""

    def __init__(self, verdict: Verdict = Verdict.BROKEN, **ends: ChildEnd | KeyboardInterrupt) -> None:
        self.verdict = verdict
        self.ends = ends
        self.words: list[list[str]] = []
        self.manifests: list[dict[str, Any]] = []

    def __call__(self, words: Sequence[str], folder: Path) -> PoliteEnd:
        assert words[-2:] == ["--reports", str(folder)]
        options = read_options(
            [*words, "--keystone-image", "k", "--database-image", "d", "--memcached-image", "m"]
        )
        self.words.append(list(words))
        self.manifests.append(
            {
                file.name: list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
                for file in options.manifests.iterdir()
            }
        )
        (promise,) = options.only
        end = self.ends.get(promise, ChildEnd(run((promise, self.verdict)), "", 30.0))
        if isinstance(end, KeyboardInterrupt):
            record = run((promise, Verdict.UNKNOWN), interrupted=True, left_behind=["namespace x"])
            return PoliteEnd(ChildEnd(record, "", 3.0), interrupted=True)
        return PoliteEnd(end, interrupted=False)


def tried(monkeypatch: pytest.MonkeyPatch, judge: Judge, asked: Target) -> list[AlarmRecord]:
    monkeypatch.setattr(alarm, "run_politely", judge)
    return list(try_all(asked))


def test_each_fault_is_of_the_catalogue_and_its_promises_are_to_find_it() -> None:
    known = {promise.identifier: promise for promise in read_promises(FEATURES)}
    assert len(TRIALS) == 3
    for trial in TRIALS:
        mutant = BY_NAME[trial.mutant]
        assert mutant.fault is None
        for name in trial.promises:
            assert [each.verdict for each in mutant.expected if each.promise == name] == [Verdict.BROKEN]
            assert set(known[name].profiles) & set(alarm.PROFILES.split(","))


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("trial", TRIALS)
def test_each_fault_can_be_put_into_the_suites_own_sets(name: str, trial: alarm.Trial) -> None:
    objects = ManifestObjects(FOLDERS[name])
    before = objects.written()
    BY_NAME[trial.mutant].change(objects)
    assert objects.written() != before


def test_all_are_found_where_each_promise_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge()
    found = tried(monkeypatch, judge, target(tmp_path))
    assert [(each.mutant, each.promise, each.found) for each in found] == [
        ("db-selector-mistyped", "wiring_1", True),
        ("database-password-wrong", "token_1", True),
        ("public-target-port-wrong", "reach_10", True),
    ]
    assert found[0].report == "alarm/db-selector-mistyped"
    assert judge.words[0][:4] == ["--context", "c", "--set", "blog"]
    assert judge.words[0][-2:] == ["--reports", str(tmp_path / "alarm" / "db-selector-mistyped")]
    assert "keystone-bd" in str(judge.manifests[0])
    assert "keystone-bd" not in str(judge.manifests[1])
    assert "5001" in str(judge.manifests[2])


def test_manifests_with_passwords_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge()
    tried(monkeypatch, judge, target(tmp_path))
    for words in judge.words:
        assert not Path(words[words.index("--manifests") + 1]).exists()


@pytest.mark.parametrize("verdict", [Verdict.KEPT, Verdict.SKIPPED, Verdict.UNKNOWN])
def test_a_fault_that_is_not_called_broken_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    found = tried(monkeypatch, Judge(verdict), target(tmp_path))
    assert [each.found for each in found] == [False] * 3
    assert {each.verdict for each in found} == {str(verdict)}


def test_broken_in_other_words_counts_only_where_the_run_kept_the_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tried(monkeypatch, Judge(), target(tmp_path, verdicts={"token_1": Verdict.KEPT}))
    assert [each.found for each in found] == [False, True, False]


def test_a_promise_that_is_broken_anyway_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Judge()
    found = tried(monkeypatch, judge, target(tmp_path, verdicts={**ALL_KEPT, "token_1": Verdict.BROKEN}))
    assert [each.found for each in found] == [True, False, True]
    assert found[1].said == "token_1 is broken without the fault, too"
    assert len(judge.words) == 2


def test_a_promise_that_the_cluster_can_show_takes_the_place_of_one_that_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_exec = {"exec": "not allowed to create pods/exec", "load_balancer": ""}
    found = tried(monkeypatch, Judge(), target(tmp_path, capabilities=no_exec))
    assert found[2].promise == "reach_1"
    neither = {"exec": "not allowed", "load_balancer": "none"}
    found = tried(monkeypatch, Judge(), target(tmp_path, capabilities=neither))
    assert (found[2].found, found[2].said) == (False, "this cluster lacks exec or load_balancer")


def test_a_run_without_a_record_has_tested_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(
        wiring_1=ChildEnd(None, "no record of its end, exit code 4: typed wrongly", 1.0, began=False),
        token_1=ChildEnd(None, "no record of its end, exit code -9: killed", 1.0, began=True),
    )
    found = tried(monkeypatch, judge, target(tmp_path))
    assert [(each.found, each.verdict) for each in found[:2]] == [(False, "no verdict")] * 2
    assert found[0].left_behind == ()
    assert found[1].left_behind[0].startswith("the run of database-password-wrong: not known to be gone")


def test_a_set_that_a_fault_does_not_fit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "set").mkdir()
    found = tried(monkeypatch, Judge(), target(tmp_path, manifests=tmp_path / "set"))
    assert all("cannot be put into" in each.said and not each.found for each in found)


def test_an_interruption_comes_after_what_was_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(token_1=KeyboardInterrupt())
    monkeypatch.setattr(alarm, "run_politely", judge)
    trials = try_all(target(tmp_path))
    assert [next(trials).left_behind, next(trials).left_behind] == [(), ("namespace x",)]
    with pytest.raises(KeyboardInterrupt):
        next(trials)


class Process:
    """Plays a run that goes on until `waits` says how each wait for it ends."""

    def __init__(self, *waits: int | BaseException) -> None:
        self.waits = list(waits)
        self.heard: list[object] = []

    def __call__(self, command: Sequence[str], **_: Any) -> Process:
        self.command = list(command)
        return self

    def wait(self, _: float | None = None) -> int:
        ended = self.waits.pop(0)
        if isinstance(ended, BaseException):
            raise ended
        return ended

    def send_signal(self, number: int) -> None:
        self.heard.append(number)

    def kill(self) -> None:
        self.heard.append("killed")


LATE = subprocess.TimeoutExpired("run", 60)


@pytest.mark.parametrize(
    ("process", "heard", "code"),
    [
        (Process(1), [], 1),
        (Process(KeyboardInterrupt(), 2), [signal.SIGINT], 2),
        (Process(KeyboardInterrupt(), LATE, -9), [signal.SIGINT, "killed"], -9),
        (Process(KeyboardInterrupt(), KeyboardInterrupt(), -9), [signal.SIGINT, "killed"], -9),
    ],
)
def test_an_interruption_is_passed_on_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: Process, heard: list[object], code: int
) -> None:
    monkeypatch.setattr(subprocess, "Popen", process)
    ended = run_politely(["--context", "c"], tmp_path)
    assert process.heard == heard
    assert ended.interrupted is bool(heard)
    assert ended.end.why == f"no record of its end, exit code {code}: nothing was said"
    assert not ended.end.began
    assert process.command[:4] == ["setpriv", "--pdeathsig", "TERM", "--"]
    assert process.command[-2:] == ["--context", "c"]


def test_what_a_real_run_says_of_its_words_is_kept(tmp_path: Path) -> None:
    ended = run_politely(["--no-such-option"], tmp_path)
    assert "exit code 4: conformance: " in ended.end.why
    assert ended.end.record is None
