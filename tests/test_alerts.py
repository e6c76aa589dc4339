"""Who is told what of nightly runs, and when: with a clock that a test sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from conformance.alerts.message import Message, Outcome, Told, message_for
from conformance.alerts.problem import Audience, Kind, Problem
from conformance.alerts.text import LONGEST
from conformance.exit_codes import ExitCode
from conformance.provenance import EnvironmentUsed
from conformance.verdict import Verdict
from tests.alerted_nights import (
    BROKEN,
    FIRST_NIGHT,
    KEPT,
    OTHER,
    UNKNOWN,
    asked,
    audience,
    ending,
    failed,
    green,
    night,
    nights,
    red,
    text,
    unknown,
)
from tests.report_records import run


def test_nothing_is_said_of_green_nights() -> None:
    assert asked(nights(green(), green())) == Outcome(None, {})


def test_a_broken_promise_is_told_the_services_people_at_once() -> None:
    outcome = asked(nights(green(), red("heal_1", digest=OTHER)))
    assert text(outcome) == (
        "heal_1 broken since 2026-11-21 02:00 UTC; keystone image abababababab → cdcdcdcdcdcd; "
        "again: ./toxw -e conformance -- --only heal_1 --profile core,load_balancer"
    )
    assert audience(outcome) is Audience.SERVICE
    told = Told(Problem(Kind.BROKEN, ("heal_1",)), FIRST_NIGHT + timedelta(days=1, hours=1))
    assert outcome.told == {Audience.SERVICE: told}


@pytest.mark.parametrize("code", [ExitCode.INTERNAL_ERROR, ExitCode.NOTHING_RAN, ExitCode.LEFT_BEHIND])
def test_the_suites_own_faults_are_told_its_people_at_once(code: ExitCode) -> None:
    outcome = asked(nights(green(), ending(code)))
    assert audience(outcome) is Audience.SUITE
    assert "since 2026-11-21 02:00 UTC; no image and no version changed; again: ./toxw" in text(outcome)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (ExitCode.BAD_INPUT, "bad input"),
        (ExitCode.INTERNAL_ERROR, "suite failed"),
        (ExitCode.NOTHING_RAN, "nothing ran"),
    ],
)
def test_what_leaves_no_report_is_told_by_the_jobs_exit_code(code: ExitCode, what: str) -> None:
    runs = nights(green())
    outcome = asked(runs, hours=24, ended=code)
    assert audience(outcome) is Audience.SUITE
    assert text(outcome).startswith(
        f"{what} at 2026-11-21 02:00 UTC, and no report: read the job's last line;"
    )
    # Whoever looks later sees the same green run, and nothing is over by that.
    assert asked(runs, outcome.told, hours=25) == Outcome(None, outcome.told)
    # The next night ends so again, and the one after it is green.
    assert asked(runs, outcome.told, hours=48, ended=code) == Outcome(None, outcome.told)
    assert text(asked(nights(green(), green(), green(), green()), outcome.told)).startswith("recovered: ")


def test_what_left_no_report_did_not_begin_with_the_other_thing_that_the_newest_report_shows() -> None:
    said = text(asked(nights(green(), red("heal_1")), hours=24, ended=ExitCode.BAD_INPUT))
    assert said.startswith("bad input at 2026-11-22 02:00 UTC, and no report: read the job's last line;")


def test_the_exit_code_of_a_run_with_a_report_adds_nothing() -> None:
    runs = nights(green(), red("heal_1"))
    assert asked(runs, ended=ExitCode.BROKEN) == asked(runs)
    assert asked(nights(green()), ended=ExitCode.KEPT) == Outcome(None, {})


@pytest.mark.parametrize(
    ("code", "verdict"), [(ExitCode.UNKNOWN, UNKNOWN), (ExitCode.PARTIAL, Verdict.SKIPPED)]
)
def test_an_environment_is_told_of_when_it_failed_three_nights_running(
    code: ExitCode, verdict: Verdict
) -> None:
    bad = run(("heal_1", verdict), ("pods_1", KEPT))
    assert bad.exit_code is code
    assert asked(nights(green(), bad, bad)) == Outcome(None, {})
    assert asked(nights(bad, bad, green(), bad)) == Outcome(None, {})
    outcome = asked(nights(green(), bad, bad, bad))
    assert audience(outcome) is Audience.SUITE
    assert text(outcome).startswith(f"{code.name.lower()} (heal_1) since 2026-11-21 02:00 UTC;")


def test_nights_that_are_partial_and_unknown_in_turns_are_told_once() -> None:
    partial = run(("heal_1", KEPT), not_run=["pods_1"])
    records = [green(), *[partial, partial, unknown()] * 10]
    told: Mapping[Audience, Told] = {}
    said = []
    for number in range(1, len(records) + 1):
        outcome = asked(nights(*records[:number]), told)
        told = outcome.told
        said += [(number, text(outcome))] if outcome.message else []
    ((when, what),) = said
    assert when == 4
    assert what.startswith("unknown (heal_1) since 2026-11-21 02:00 UTC;")
    assert text(asked(nights(*records, green()), told)).startswith("recovered: “unknown” is over")


def test_three_runs_of_one_night_are_one_night() -> None:
    runs = nights(green(), unknown())
    same = [replace(runs[0], started=runs[0].started + timedelta(minutes=20 * n)) for n in (2, 1)]
    assert asked([*same, *runs]) == Outcome(None, {})


def test_silence_is_told_after_26_hours() -> None:
    runs = nights(green())
    end = runs[0].finished
    assert end is not None
    assert message_for(runs, end + timedelta(hours=26), {}).message is None
    outcome = message_for(runs, end + timedelta(hours=26, minutes=1), {})
    assert audience(outcome) is Audience.SUITE
    assert text(outcome).startswith("no report since 2026-11-20 02:09 UTC (26 h): look at the scheduled job;")
    assert message_for(runs, end + timedelta(hours=50), outcome.told).message is None


def test_a_folder_without_runs_is_told_of_too() -> None:
    outcome = message_for([], FIRST_NIGHT, {})
    assert text(outcome) == "no report yet: look at the scheduled job; again: ./toxw -e conformance"


def test_a_run_that_was_killed_or_interrupted_is_no_report() -> None:
    killed = replace(night(1, red("heal_1")), finished=None, exit_code=None)
    stopped = night(1, ending(ExitCode.INTERRUPTED))
    for run_ in (killed, stopped):
        runs = [run_, *nights(green())]
        assert asked(runs) == Outcome(None, {})
        assert "no report since 2026-11-20" in text(asked(runs, hours=3))


def test_each_problem_is_told_once() -> None:
    first = asked(nights(green(), red("heal_1")))
    second = asked(nights(green(), red("heal_1"), red("heal_1")), first.told)
    assert second == Outcome(None, first.told)


def test_another_promise_is_another_problem() -> None:
    first = asked(nights(green(), red("heal_1")))
    second = asked(nights(green(), red("heal_1"), red("heal_1", "pods_1")), first.told)
    assert text(second).startswith("heal_1, pods_1 broken since 2026-11-22 02:00 UTC;")


def test_recovery_is_told_once_to_those_who_knew() -> None:
    first = asked(nights(green(), red("heal_1")))
    runs = nights(green(), red("heal_1"), green())
    second = asked(runs, first.told)
    assert second == Outcome(
        Message(
            Audience.SERVICE,
            "recovered: heal_1 is kept again, all kept at 2026-11-22 02:09 UTC, run 20261122-020000-00000a",
        ),
        {},
    )
    assert asked(runs, second.told) == Outcome(None, {})


def test_a_job_that_runs_again_has_recovered() -> None:
    silent = asked(nights(green()), hours=30)
    outcome = asked(nights(green(), green(), green())[:1], silent.told)
    assert text(outcome).startswith("recovered: “no report” is over, all kept at 2026-11-22")
    assert audience(outcome) is Audience.SUITE


def test_a_night_that_cannot_tell_ends_nothing() -> None:
    first = asked(nights(green(), red("heal_1")))
    assert asked(nights(green(), red("heal_1"), unknown()), first.told) == Outcome(None, first.told)
    again = asked(nights(green(), red("heal_1"), unknown(), red("heal_1")), first.told)
    assert again == Outcome(None, first.told)


def test_since_when_passes_over_nights_that_could_not_tell() -> None:
    runs = nights(green(), red("heal_1", digest=OTHER), unknown(), red("heal_1"))
    assert "heal_1 broken since 2026-11-21 02:00 UTC; keystone image" in text(asked(runs))


def test_what_never_held_is_told_so() -> None:
    assert "; no earlier run was well; again:" in text(asked(nights(red("heal_1"))))


def test_whatever_there_is_to_say_stays_short_and_can_be_run() -> None:
    names = [f"endurance_{number}" for number in range(1, 40)]
    long = run(*((name, BROKEN) for name in names), digest=OTHER)
    command = [*long.command, "--keystone-image", f"registry.example/{'k' * 90}@{OTHER}"]
    long = replace(long, command=command, deviations=["x" * 300])
    before = replace(run(*((name, KEPT) for name in names)), deviations=["y" * 300])
    said = text(asked(nights(before, long)))
    assert said.startswith(
        "endurance_1, endurance_10, endurance_11 and 36 more broken since 2026-11-21 02:00 UTC"
    )
    assert said.endswith("; again: the job's command with --only endurance_1,endurance_10,endurance_11")
    used = EnvironmentUsed("gke-nightly", "conformance.toml", "ab" * 32)
    said = text(asked(nights(before, replace(long, environment=used))))
    assert "--environment gke-nightly --only endurance_1," in said
    assert LONGEST < 200


def test_foreign_words_cannot_break_the_line() -> None:
    bad = replace(failed(), faults=["a\n\x1b[31mb\u202e" + "c" * 500])
    assert "suite failed (a �[31mb�ccc" in text(asked(nights(green(), bad)))
