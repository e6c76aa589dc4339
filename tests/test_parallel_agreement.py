"""Whether runs of both kinds agree: said of records, and by the verb that makes the runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.exit_codes import ExitCode
from conformance.parallel.agreement import disagreements_of
from conformance.report.files import point_link
from conformance.report.run_file import RUN_FILE, write_run
from conformance.verdict import Verdict
from tests.report_records import run
from verbs import agreement
from verbs._stages import Outcome, Stage

KEPT = run(("heal_1", Verdict.KEPT), ("pods_1", Verdict.KEPT))
BROKEN = run(("heal_1", Verdict.BROKEN), ("pods_1", Verdict.KEPT))


def test_runs_of_one_mind_agree_whatever_they_found() -> None:
    assert disagreements_of([KEPT, KEPT], [KEPT]) == disagreements_of([BROKEN], [BROKEN]) == []


def test_one_verdict_among_all_that_differs_is_told() -> None:
    assert disagreements_of([KEPT, KEPT], [KEPT, BROKEN]) == [
        "heal_1: kept, kept in serial runs, kept, broken with several at once"
    ]


def test_serial_runs_that_differ_among_themselves_agree_with_nobody() -> None:
    assert disagreements_of([KEPT, BROKEN], [KEPT]) == [
        "heal_1: kept, broken in serial runs, kept with several at once"
    ]


def test_a_promise_that_was_not_reached_has_no_verdict() -> None:
    assert disagreements_of([KEPT], [run(("heal_1", Verdict.KEPT))]) == [
        "pods_1: kept in serial runs, no verdict with several at once"
    ]


@pytest.mark.parametrize(("found", "code"), [(KEPT, ExitCode.KEPT), (BROKEN, ExitCode.BROKEN)])
def test_the_verb_takes_the_runs_that_are_there_and_says_what_they_come_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], found: object, code: ExitCode
) -> None:
    for name in ("serial-1", "n2-1"):
        record = KEPT if name == "serial-1" or found is KEPT else BROKEN
        folder = tmp_path / name / record.run_id
        folder.mkdir(parents=True)
        write_run(record, folder / RUN_FILE)
        point_link(tmp_path / name / "latest", record.run_id)
    assert agreement.main(["-n", "2", "--runs", "1", "--reports", str(tmp_path)]) is code
    last = capsys.readouterr().out.splitlines()[-1]
    end = "every verdict agrees" if found is KEPT else "verdicts differ on 1"
    assert last == f"2 promises, 1 serial run and 1 with -n 2: {end}"


def test_a_run_is_made_where_the_words_were_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran: list[Stage] = []

    def run_stage(stage: Stage) -> Outcome:
        ran.append(stage)
        return Outcome(stage.name, ExitCode.BAD_INPUT, 1.0)

    monkeypatch.setattr(agreement, "run_stage", run_stage)
    words = ["-n", "2", "--runs", "1", "--reports", "mine", "--", "--kubeconfig", "kc.yaml"]
    assert agreement.main(words) is ExitCode.UNKNOWN
    assert ran[0].folder == tmp_path
    assert ran[0].words[2:] == (
        *("-m", "verbs.conformance", "--reports", "mine/serial-1", "--kubeconfig", "kc.yaml"),
    )


def test_a_number_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert agreement.main(["-n", "none"]) is ExitCode.BAD_INPUT
    assert "agreement: -n none: no number of promises" in capsys.readouterr().err
