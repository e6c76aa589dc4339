"""The exit code of a run, as a table; and the cross-check against pytest."""

from __future__ import annotations

import pytest

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report import disagreements, exit_code_of, internal_error
from conformance.verdict import Verdict
from tests.report_records import run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
LEFT = ("namespace kc-1 (finalizer x)",)
SETUP, DEFECT = "the API server does not answer", internal_error("a hook failed")

TABLE: dict[str, tuple[RunRecord, bool, set[str], ExitCode]] = {
    "all kept": (run(("a_1", K), ("a_2", K)), False, set(), ExitCode.KEPT),
    "one broken": (run(("a_1", K), ("a_2", B)), False, set(), ExitCode.BROKEN),
    "broken beats unknown": (run(("a_1", U), ("a_2", B)), False, set(), ExitCode.BROKEN),
    "broken beats a failed set-up": (run(("a_1", B), faults=[SETUP]), False, set(), ExitCode.BROKEN),
    "one unknown": (run(("a_1", K), ("a_2", U)), False, set(), ExitCode.UNKNOWN),
    "unknown beats left behind": (run(("a_1", U), left_behind=LEFT), False, set(), ExitCode.UNKNOWN),
    "set-up failed": (run(faults=[SETUP]), False, set(), ExitCode.UNKNOWN),
    "defect": (run(("a_1", K), faults=[DEFECT]), False, set(), ExitCode.INTERNAL_ERROR),
    "defect beats broken": (run(("a_1", B), faults=[SETUP, DEFECT]), False, set(), ExitCode.INTERNAL_ERROR),
    "interrupted": (run(("a_1", K)), True, set(), ExitCode.INTERRUPTED),
    "interrupted beats all": (run(("a_1", B), faults=[DEFECT]), True, set(), ExitCode.INTERRUPTED),
    "left behind": (run(("a_1", K), left_behind=LEFT), False, set(), ExitCode.LEFT_BEHIND),
    "left behind beats partial": (
        run(("a_1", K), left_behind=LEFT, not_run=["a_2"]),
        False,
        set(),
        ExitCode.LEFT_BEHIND,
    ),
    "deselected": (run(("a_1", K), not_run=["a_2"]), False, set(), ExitCode.PARTIAL),
    "skipped": (run(("a_1", K), ("a_2", S)), False, set(), ExitCode.PARTIAL),
    "skip accepted": (run(("a_1", K), ("a_2", S)), False, {"load_balancer"}, ExitCode.KEPT),
    "another skip accepted": (run(("a_1", K), ("a_2", S)), False, {"volumes"}, ExitCode.PARTIAL),
    "accepting skips accepts no deselection": (
        run(("a_1", K), ("a_2", S), not_run=["a_3"]),
        False,
        {"load_balancer"},
        ExitCode.PARTIAL,
    ),
    "all skipped": (run(("a_1", S), ("a_2", S)), False, set(), ExitCode.PARTIAL),
    "all skipped and accepted": (run(("a_1", S)), False, {"load_balancer"}, ExitCode.NOTHING_RAN),
    "nothing there to run": (run(), False, set(), ExitCode.NOTHING_RAN),
}


@pytest.mark.parametrize("case", TABLE)
def test_exit_code(case: str) -> None:
    record, interrupted, accepted, expected = TABLE[case]
    record.accepted_missing = tuple(accepted)
    assert exit_code_of(record, interrupted) is expected


def test_a_skip_outside_the_profiles_asked_for_is_not_partial() -> None:
    record = run(("a_1", K), ("a_2", S))
    record.scenarios[1].profiles = ("node",)
    assert exit_code_of(record, False) is ExitCode.KEPT


def test_internal_error_marks_a_fault_once() -> None:
    assert internal_error(internal_error("a hook failed")) == "internal error: a hook failed"


def test_agreement_with_pytest() -> None:
    record = run(("a_1", K), ("a_2", B), ("a_3", U), ("a_4", U), ("a_5", S))
    said = {"a_1": "passed", "a_2": "failed", "a_3": "failed", "a_4": "error", "a_5": "skipped"}
    assert disagreements(record, said) == []


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (K, "failed"),
        (K, "skipped"),
        (K, "error"),
        (B, "passed"),
        (U, "skipped"),
        (S, "passed"),
        (S, "failed"),
    ],
)
def test_disagreement_with_pytest(verdict: Verdict, outcome: str) -> None:
    assert disagreements(run(("a_1", verdict)), {"a_1": outcome}) == ["a_1"]


def test_what_only_one_witness_knows_disagrees() -> None:
    assert disagreements(run(("a_1", K)), {"a_2": "passed"}) == ["a_1", "a_2"]


def test_a_promise_recorded_twice_disagrees() -> None:
    assert disagreements(run(("a_1", K), ("a_1", K)), {"a_1": "passed"}) == ["a_1"]
