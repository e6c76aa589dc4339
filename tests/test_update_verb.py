"""`./toxw -e update -- --from IMAGE --to IMAGE`: from its words to its exit code, on played runs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.certificate.keys import make_key_pair
from conformance.errors import BadInput, PromiseBroken
from conformance.exit_codes import ExitCode
from conformance.image_difference.found import ImageDifference
from conformance.image_difference.pair import ImagePair, image_pair
from conformance.record import RunRecord
from conformance.report import read_run, write_reports
from conformance.report.folder import ids_in
from conformance.run import Run
from tests.image_differences import image_difference
from tests.played_run import judged, play_cluster
from verbs import _update_runs
from verbs._stages import Outcome, Stage
from verbs._update_words import words_by_itself, words_of_change
from verbs.update import main

FROM, TO = "bodepd/keystone:29", "bodepd/keystone:30"
PAIR = image_pair(FROM, TO)
DATABASE = image_pair("mariadb:10.11", "mariadb:11.8")
NEWER = "29990101-000000-ffffff"


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for runs on a played cluster, in which all holds, and where the newer image is as good."""
    play_cluster(monkeypatch)
    monkeypatch.setattr(_update_runs, "judge", judged)
    monkeypatch.setattr(_update_runs, "look", found)
    monkeypatch.setattr(_update_runs, "judged_by_itself", newer)
    return tmp_path


def found(run: Run, pair: ImagePair, rounds: int, users: int) -> ImageDifference:
    assert (pair, users) == (PAIR, 0)
    assert rounds == 80
    assert run.options.profiles == ("core", "update")
    return image_difference()


def newer(pair: ImagePair, passed: tuple[str, ...], reports: Path) -> RunRecord:
    """Write down what the run of the change saw of its core once more, as a run of the newer image."""
    assert (pair, passed) == (PAIR, ("--reports", str(reports)))
    run = read_run(reports / ids_in(reports)[0])
    run.run_id = NEWER
    run.scenarios = [each for each in run.scenarios if "core" in each.profiles]
    write_reports(run, reports / NEWER)
    return run


def updated(reports: Path, *words: str) -> int:
    return main(["--from", FROM, "--to", TO, "--reports", str(reports), *words])


def test_a_whole_update(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert updated(reports) == ExitCode.KEPT
    said = capsys.readouterr().out.splitlines()
    change = ids_in(reports)[1]
    assert said[-1] == f"page {reports / change / 'update.html'}; exit code 0"
    assert said[-2].startswith("SAME: nothing moved, ")
    assert f"update of keystone: {FROM} → {TO}" in said
    assert "inside: answers: GET /v3/<regions>: 200 → 500" in said
    inside = json.loads((reports / change / "inside.json").read_text())
    assert inside["after"] == TO
    record = read_run(reports / change)
    assert [file.path for file in record.evidence if file.path == "inside.json"], "a certificate covers it"
    assert (reports / NEWER / "comparison.html").is_file()


def test_a_refused_update_is_judged_no_further(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def judge(run: Run) -> bool:
        about_it = tuple(each for each in run.selection.chosen if each.profiles == ("update",))
        run.selection = replace(run.selection, chosen=about_it)
        return judged(run, PromiseBroken("the new pod never answered"))

    monkeypatch.setattr(_update_runs, "judge", judge)
    assert updated(reports) == ExitCode.BROKEN
    assert NEWER not in ids_in(reports)
    assert "REFUSED: update_1 Every replica ends on the new image: the new pod" in capsys.readouterr().out


def test_only_what_is_inside(reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(_update_runs, "look", lambda *_: image_difference())
    assert updated(reports, "--only-inside") == ExitCode.PARTIAL
    assert "PARTIAL: only what is inside was looked at" in capsys.readouterr().out
    (change,) = ids_in(reports)
    assert [each.identifier for each in read_run(reports / change).scenarios] == ["pods_1"]


def test_an_interrupted_update_looks_at_nothing(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_update_runs, "judge", lambda _: True)
    monkeypatch.setattr(_update_runs, "look", None)
    assert updated(reports) == ExitCode.INTERRUPTED


def test_both_runs_are_certified_on_request(
    reports: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    make_key_pair(key)
    asked: list[list[str]] = []

    def sign(words: list[str]) -> ExitCode:
        asked.append(words)
        return ExitCode.PARTIAL

    monkeypatch.setattr("verbs.report.main", sign)
    assert updated(reports, "--sign", str(key)) == ExitCode.PARTIAL
    newest, change = ids_in(reports)
    assert asked == [["sign", "--key", str(key), str(reports / run)] for run in (change, newest)]
    assert "exit code 8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--profile", "core"], "--profile is given by this verb: leave it out"),
        (["--keystone-image=x"], "--keystone-image=x is given by this verb"),
        (["--tokens", "0"], "--tokens 0 times nothing"),
        (["--seed", "-1"], "--seed -1 is no number of users: give one from 0 on"),
        (["--keep"], "--keep is of one run, and an update is judged by two: leave it out"),
        (["--sign", "/nowhere"], "--sign /nowhere is no file: ./toxw -e report -- keygen"),
        (["--namespace", "team-a", "--context", "here"], "--namespace holds one stack at a time"),
        (["-n", "4"], "-n: an update is judged one promise at a time"),
        (["--baseline", "/nowhere"], "/nowhere"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_made(
    reports: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert updated(reports, *words) == ExitCode.BAD_INPUT
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.count("\n") == 1
    assert list(reports.iterdir()) == []


def test_only_what_is_inside_needs_a_box_with_both_images(reports: Path, capsys: Any) -> None:
    words = ("--from", "bodepd/keystone", "--to", FROM, "--reports", str(reports), "--only-inside")
    assert main([*words]) == ExitCode.BAD_INPUT
    assert "a box with bodepd/keystone:29 is made where --from names a version too" in capsys.readouterr().err


def test_each_run_gets_its_image() -> None:
    assert words_of_change(PAIR, ["--quiet"]) == [
        *("--profile", "core,update", "--keystone-image", FROM, "--update-to", TO, "--quiet")
    ]
    assert words_of_change(PAIR, [], only_inside=True) == [
        *("--profile", "core", "--only", "pods_1", "--keystone-image", FROM)
    ]
    assert words_by_itself(PAIR, []) == ["--profile", "core", "--keystone-image", TO]
    assert words_of_change(DATABASE, []) == [
        *("--profile", "core,update", "--database-image", "mariadb:10.11"),
        *("--update-database-to", "mariadb:11.8"),
    ]
    with pytest.raises(BadInput, match="--database-image is given by this verb"):
        words_of_change(DATABASE, ["--database-image", "mariadb:11"])


def test_the_newer_image_is_judged_by_a_program_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Stage] = []

    def run_stage(stage: Stage) -> Outcome:
        ran.append(stage)
        return Outcome(stage.name, ExitCode.INTERRUPTED if len(ran) > 1 else ExitCode.UNKNOWN, 1.0)

    monkeypatch.setattr(_update_runs, "run_stage", run_stage)
    monkeypatch.chdir(tmp_path)
    assert _update_runs.judged_by_itself(PAIR, ["--quiet"], tmp_path) is None
    with pytest.raises(KeyboardInterrupt):
        _update_runs.judged_by_itself(PAIR, ["--quiet"], tmp_path)
    assert ran[0].folder == tmp_path, "the run of the change read its words there"
    assert ran[0].words[1:] == (
        *("-P", "-m", "verbs.conformance", "--profile", "core", "--keystone-image", TO, "--quiet"),
        *("--reports", str(tmp_path)),
    )
