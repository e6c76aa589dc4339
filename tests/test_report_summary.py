"""The last five lines, for every way in which a run can end."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.record import RunRecord
from conformance.report import ReportPaths, brief_lines, internal_error, summary_lines
from conformance.verdict import Verdict
from tests.report_records import COMMAND, kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
PATHS = ReportPaths(Path("reports/20261123-041011-3fa9c1"))
AGAIN = " ".join(COMMAND)
LEFT = ["namespace kc-1 (finalizer x)"]


def lines(record: RunRecord, previous: RunRecord | None = None) -> list[str]:
    told = summary_lines(record, PATHS, previous)
    assert len(told) == 5
    assert not any("\n" in line or not line for line in told)
    return told


@pytest.mark.parametrize(
    ("record", "headline"),
    [
        (run(("a_1", K), ("a_2", K)), "KEPT: all 2 promises kept"),
        (run(("a_1", K)), "KEPT: the one promise kept"),
        (
            run(("a_1", K), ("a_2", K), ("a_3", S), accepted_missing=["load_balancer"]),
            "KEPT: all 2 promises kept, 1 skipped as accepted",
        ),
        (run(("a_1", B), ("a_2", U), ("a_3", K)), "NOT KEPT: 1 of 3 broken, 1 unknown, 0 skipped"),
        (run(("a_1", B), not_run=["a_2"]), "NOT KEPT: 1 of 1 broken, 0 unknown, 0 skipped, 1 not run"),
        (run(("a_1", U), ("a_2", K)), "UNKNOWN: 1 of 2 could not be judged, 1 kept, 0 skipped"),
        (run(faults=["no answer"]), "UNKNOWN: set-up failed, no promise was judged"),
        (
            run(("a_1", K), faults=["no answer"]),
            "UNKNOWN: a part of the set-up failed; 1 promise: 1 kept, 0 broken, 0 unknown, 0 skipped",
        ),
        (
            run(("a_1", K), ("a_2", S), not_run=["a_3"]),
            "PARTIAL: 1 of 3 required promises kept, 1 skipped, 1 not run",
        ),
        (run(("a_1", S), ("a_2", S)), "NOTHING JUDGED: 2 of 2 skipped, 0 not run"),
        (run(), "NOTHING JUDGED: no promise was run"),
        (run(not_run=["a_1"]), "NOTHING JUDGED: no promise was run; 1 required promise not run"),
        (
            run(("a_1", K), ("a_2", B), interrupted=True),
            "INTERRUPTED: stopped before the end; 2 promises: 1 kept, 1 broken, 0 unknown, 0 skipped",
        ),
        (
            run(("a_1", K), faults=[internal_error("a hook failed")]),
            "INTERNAL ERROR: the suite failed, do not rely on this run; "
            "1 promise: 1 kept, 0 broken, 0 unknown, 0 skipped",
        ),
        (run(("a_1", K), left_behind=LEFT), "KEPT, BUT NOT CLEAN: the one promise kept; 1 thing left behind"),
        (
            run(("a_1", K), left_behind=LEFT, not_run=["a_2"]),
            "NOT CLEAN: 1 thing left behind; 1 promise: 1 kept, 0 broken, 0 unknown, 0 skipped, 1 not run",
        ),
    ],
)
def test_the_first_line_is_the_verdict(record: RunRecord, headline: str) -> None:
    assert lines(record)[0] == headline


def test_the_second_line_counts_and_times() -> None:
    told = lines(run(("a_1", B), ("a_2", K), not_run=["a_3"]))[1]
    counts = "2 promises: 1 kept, 1 broken, 0 unknown, 0 skipped, 1 not run"
    assert told == f"{counts}; 42.2 s, from 2026-11-23 04:10:11 UTC"


def test_the_second_line_names_the_faults() -> None:
    told = lines(run(faults=["the API server does not answer", "b", "c", "d", "e"]))[1]
    assert told.endswith("; the API server does not answer; b; c; and 2 more")


def test_a_run_that_was_killed_says_that_it_never_finished() -> None:
    record = run(("a_1", K))
    record.finished = None
    assert "never finished" in lines(record)[1]


def test_the_third_line_without_an_earlier_run() -> None:
    assert lines(kept("a_1"))[2] == "no earlier run to compare with"


def test_the_third_line_says_what_changed() -> None:
    before = kept("a_1", "a_2", run_id="20261122-000000-aaaaaa", digest="sha256:" + "cd" * 32)
    told = lines(run(("a_1", B), ("a_2", K)), before)[2]
    assert told == (
        "since the last green run 20261122-000000-aaaaaa: newly broken: a_1; "
        "keystone image cdcdcdcdcdcd → abababababab"
    )


def test_the_third_line_says_that_nothing_changed_since_a_red_run() -> None:
    before = run(("a_1", B), run_id="20261122-000000-aaaaaa")
    told = lines(run(("a_1", B)), before)[2]
    assert told == "since the last run, which was not green, 20261122-000000-aaaaaa: nothing changed"


def test_the_fourth_line_without_and_with_leftovers() -> None:
    assert lines(kept("a_1"))[3] == "nothing left behind"
    assert lines(run(("a_1", K), left_behind=LEFT))[3] == "left behind: namespace kc-1 (finalizer x)"


@pytest.mark.parametrize(
    ("record", "code", "again"),
    [
        (kept("a_1"), 0, AGAIN),
        (run(("a_1", B), ("a_2", K), ("a_3", U)), 1, AGAIN.replace("-- ", "-- --only a_1,a_3 ")),
        (run(faults=["no answer"]), 6, AGAIN),
    ],
)
def test_the_last_line_has_report_exit_code_and_command(record: RunRecord, code: int, again: str) -> None:
    report = "reports/20261123-041011-3fa9c1/report.html"
    assert lines(record)[4] == f"report {report}; exit code {code}; again: {again}"


def test_what_a_cluster_says_cannot_steer_a_terminal() -> None:
    told = lines(run(("a_1", K), left_behind=["namespace \x1b[2Jx\r\ny\u202e"]))
    assert told[3] == "left behind: namespace \ufffd[2Jx y\ufffd"


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (run(("a_1", K), ("a_2", K)), ["KEPT: all 2 promises kept"]),
        (run(("a_1", B)), ["NOT KEPT: 1 of 1 broken, 0 unknown, 0 skipped", "exit code 1"]),
        (
            run(("a_1", K), faults=["no\nanswer"]),
            [
                "UNKNOWN: a part of the set-up failed; 1 promise: 1 kept, 0 broken, 0 unknown, 0 skipped",
                "no answer",
                "exit code 6",
            ],
        ),
        (
            run(("a_1", K), left_behind=[*LEFT, "a route"]),
            [
                "KEPT, BUT NOT CLEAN: the one promise kept; 2 things left behind",
                f"left behind: {LEFT[0]}",
                "left behind: a route",
                "exit code 7",
            ],
        ),
    ],
)
def test_the_brief_lines_are_the_verdict_and_what_is_wrong(record: RunRecord, told: list[str]) -> None:
    where = f"report {PATHS.html}; "
    assert [line.removeprefix(where) for line in brief_lines(record, PATHS)] == told
