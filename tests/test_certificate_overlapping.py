"""Of two runs that overlap in one folder both can be signed, and neither hides what the other came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.certificate.envelope import certificate_files
from conformance.certificate.statement import Decision
from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import read_run, write_reports
from conformance.report.standing import StandingReport
from tests.certified_run import NO_POD, MadeUp, edit, made_up, the_reason
from tests.tampering import BEFORE, report

OLDEST = "20261121-041011-3fa9c1"


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


def goes_on(run: Path, change: Callable[[RunRecord], object]) -> None:
    """Write another report of a run that has not ended."""
    record = read_run(run)
    change(record)
    StandingReport(record, run).keep()


def end(run: Path) -> None:
    """Let a run come to its end now, after all others."""
    record = read_run(run)
    standing = StandingReport(record, run)
    standing.finish(interrupted=False)
    write_reports(record, run)


def test_a_run_during_which_another_went_on_is_signed_when_that_has_ended(made: MadeUp) -> None:
    made.run(21, endings=NO_POD)
    longer = made.run(22, finished=False)
    run = made.run()
    end(longer)
    assert made.sign(run).findings == ()
    answer = made.verify(run)
    assert answer.findings == ()
    assert "the 3rd run on these digests; the two before: broken, partial" in answer.lines
    assert made.sign(longer).findings == ()


def test_its_certificate_holds_when_the_other_ends_later(made: MadeUp) -> None:
    made.run(21)
    longer = made.run(22, endings=NO_POD, finished=False)
    run = made.run()
    assert made.sign(run).findings == ()
    before = made.verify(run)
    goes_on(longer, lambda record: record.deviations.append("one more"))
    code, said = the_reason(made.verify(run))
    assert code is ExitCode.BROKEN
    assert said == (
        f"the run before, {BEFORE}, went on when this one ended, and has no end yet: wait for it; judge "
        "again where it was killed"
    )
    end(longer)
    assert made.verify(run) == before
    assert "the 3rd run on these digests; the two before: kept, broken" in before.lines


def test_one_that_had_no_pod_yet_when_the_run_ended_is_none_before_it(made: MadeUp) -> None:
    longer = made.run(22, finished=False)
    images = read_run(longer).images
    goes_on(longer, lambda record: record.images.clear())
    run = made.run()
    goes_on(longer, lambda record: record.images.extend(images))
    _, said = the_reason(made.sign(run))
    assert said == (
        f"a run is left out: {BEFORE} was on the same digests and has no end yet (wait, or judge again), "
        "and the report calls itself the 1st"
    )
    end(longer)
    assert made.sign(run).findings == ()
    assert "the 1st run on these digests" in made.verify(run).lines


def test_a_run_after_both_tells_of_both(made: MadeUp) -> None:
    longer = made.run(21, endings=NO_POD, finished=False)
    made.run(22)
    end(longer)
    run = made.run()
    assert made.sign(run).findings == ()
    assert "the 3rd run on these digests; the two before: broken, kept" in made.verify(run).lines


def test_killed_runs_are_attempts_and_behind_them_the_last_that_ended(made: MadeUp) -> None:
    made.run(20, endings=NO_POD)
    made.run(21, endings=NO_POD, finished=False)
    made.run(22, finished=False)
    run = made.run()
    assert made.sign(run).findings == ()
    assert "the 4th run on these digests; the three before: broken, broken, partial" in made.verify(run).lines


def before_reports_told_of_it(run: Any) -> None:
    run["chain"].pop("further")
    run["chain"]["previous"].pop("unended")


def test_an_older_report_after_a_killed_run_is_signed(made: MadeUp) -> None:
    made.run(21, endings=NO_POD)
    made.run(22, finished=False)
    run = made.run()
    report(before_reports_told_of_it)(run)
    assert made.sign(run).findings == ()
    assert "the 3rd run on these digests; the two before: broken, partial" in made.verify(run).lines


def test_an_older_report_says_why_it_cannot_be_signed(made: MadeUp) -> None:
    longer = made.run(22, finished=False)
    run = made.run()
    report(before_reports_told_of_it)(run)
    end(longer)
    _, said = the_reason(made.sign(run))
    assert said == f"the run before, {BEFORE}, went on when this one ended: judge again"


def calls_it_better(run: Any) -> None:
    run["chain"]["previous"]["unended"] = "partial"


def forgets_the_one_behind(run: Any) -> None:
    run["chain"].update(further=[])


def forgets_the_killed(run: Any) -> None:
    run["chain"].update(previous=run["chain"]["further"][0], further=[])


def names_another_report(run: Any) -> None:
    run["chain"]["previous"].update(sha256="00" * 32, unended="partial")


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        (calls_it_better, "a run is left out: the report calls itself the 3rd on these digests"),
        (forgets_the_one_behind, f"a run is left out: {OLDEST} was on the same digests"),
        (forgets_the_killed, f"a run is left out: {BEFORE} was on the same digests and has no end"),
        (names_another_report, f"the run before, {BEFORE}, went on when this one ended, and has no end yet"),
    ],
)
def test_nothing_of_a_killed_run_is_hidden(made: MadeUp, forged: Callable[[Any], object], said: str) -> None:
    made.run(21, endings=NO_POD)
    made.run(22, endings=NO_POD, finished=False)
    run = made.run()
    report(forged)(run)
    assert the_reason(made.sign(run))[1].startswith(said)
    assert certificate_files(run) == []


@pytest.mark.parametrize("unended", ["partial", None])
def test_one_that_ended_cannot_be_said_to_have_gone_on(made: MadeUp, unended: str | None) -> None:
    made.run(22, endings=NO_POD)
    run = made.run()

    def forged(plain: Any) -> None:
        plain["chain"]["previous"].update(sha256="00" * 32, unended=unended)

    report(forged)(run)
    assert the_reason(made.sign(run))[1] == f"the report of the run before, {BEFORE}, is not the one it was"


def test_an_earlier_end_does_not_leave_out_what_ended_before(made: MadeUp) -> None:
    """What a run's place rests on stands in JUnit's file too."""
    made.run(22, endings=NO_POD)
    run = made.run()

    def forged(plain: Any) -> None:
        plain["run"].update(finished="2026-11-22T04:10:12Z", chain={"ordinal": 1, "previous": None})

    edit(run / "report.json", forged)
    findings = made.sign(run, decision=Decision.REJECT).findings
    assert [each.text for each in findings] == [
        "report.json and what was written with it disagree: junit.xml is of another run, or of other times"
    ]
