"""Which files a run has to have beside its report, and which of them a certificate speaks of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.certificate.kept_files import files_beside
from conformance.certificate.statement import Decision
from conformance.exit_codes import ExitCode
from tests.certified_run import MadeUp, made_up, the_reason

WRITTEN = ("junit.xml", "cucumber.json", "cucumber.ndjson", "metrics.prom", "summary.md")
DISAGREE = "report.json and what was written with it disagree"


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_that_was_taken_away_before_anybody_signed(made: MadeUp, name: str) -> None:
    run = made.run()
    (run / name).unlink()
    assert the_reason(made.sign(run)) == (ExitCode.BROKEN, f"{DISAGREE}: {name} is missing")


@pytest.mark.parametrize("name", ["junit.xml", "cucumber.json", "cucumber.ndjson", "metrics.prom"])
def test_a_file_that_is_not_of_its_form(made: MadeUp, name: str) -> None:
    run = made.run()
    (run / name).write_text("[\n")
    code, said = the_reason(made.sign(run))
    assert code is ExitCode.BROKEN
    assert said.startswith(f"{DISAGREE}: {name} is not of its own form (")


def test_a_killed_run_that_had_written_none_of_them_can_be_rejected(made: MadeUp) -> None:
    run = made.run(finished=False)
    assert not (run / "junit.xml").exists()
    assert made.sign(run, decision=Decision.REJECT).findings == ()


def test_a_run_that_found_no_room_for_them_can_be_rejected(made: MadeUp) -> None:
    run = made.run(faults=["the report cannot be written: No space left on device"])
    (run / "junit.xml").unlink()
    assert made.sign(run, decision=Decision.REJECT).findings == ()


def fault_found(run: Path) -> Path:
    """Put down the reports of a fault that was tried, as `--prove` does, and return their folder."""
    folder = run / "alarm" / "db-selector-mistyped"
    of_fault = folder / "20261123-041411-0a1b2c"
    (of_fault / "evidence").mkdir(parents=True)
    (of_fault / "report.json").write_text("{}")
    (of_fault / "evidence" / "pods.txt").write_text("none")
    (folder / "latest").symlink_to(of_fault.name)
    return folder


def test_what_a_fault_left_is_signed(made: MadeUp) -> None:
    run = made.run()
    folder = fault_found(run)
    made.sign(run)
    assert made.verify(run).findings == ()
    evidence = folder / "20261123-041411-0a1b2c" / "evidence" / "pods.txt"
    evidence.write_text("three")
    name = evidence.relative_to(run).as_posix()
    assert the_reason(made.verify(run)) == (ExitCode.BROKEN, f"{name} was edited since Ann Lee signed it")


def test_a_copy_may_follow_the_link_to_the_newest_run_of_a_fault_or_leave_it_out(made: MadeUp) -> None:
    """As `cp -rL` and `kubectl cp` do."""
    run = made.run()
    link = fault_found(run) / "latest"
    made.sign(run)
    followed = link.resolve()
    link.unlink()
    assert made.verify(run).findings == ()
    shutil.copytree(followed, link)
    assert made.verify(run).findings == ()
    (link / "report.html").write_text("found")
    _, said = the_reason(made.verify(run))
    assert said.startswith("alarm/db-selector-mistyped/latest/report.html was put there")


def test_hidden_files_certificates_and_evidence_are_not_beside_the_report(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    (run / ".DS_Store").write_text("")
    assert set(files_beside(run)) == {"report.json", "report.html", *WRITTEN}
