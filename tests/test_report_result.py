"""success, partial, failure or unknown: of a run and of each of its profiles, as a table."""

from __future__ import annotations

import pytest

from conformance.record import ProfileRecord, RunRecord
from conformance.report import internal_error
from conformance.report.outcome import result_of, result_of_profile
from conformance.result import Result
from conformance.verdict import Verdict
from tests.report_records import run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
DEFECT = internal_error("a hook failed")


def killed(record: RunRecord) -> RunRecord:
    record.finished = record.exit_code = None
    return record


TABLE: dict[str, tuple[RunRecord, Result]] = {
    "all kept": (run(("a_1", K), ("a_2", K)), Result.SUCCESS),
    "left behind": (run(("a_1", K), left_behind=["a mount"]), Result.SUCCESS),
    "one broken": (run(("a_1", K), ("a_2", B), ("a_3", U)), Result.FAILURE),
    "broken, and a failed set-up": (run(("a_1", B), faults=["no answer"]), Result.FAILURE),
    "one unknown": (run(("a_1", K), ("a_2", U)), Result.UNKNOWN),
    "a failed set-up": (run(("a_1", K), faults=["no answer"]), Result.UNKNOWN),
    "a defect, whatever is broken": (run(("a_1", B), faults=[DEFECT]), Result.UNKNOWN),
    "nothing ran": (run(), Result.UNKNOWN),
    "all skipped": (run(("a_1", S)), Result.UNKNOWN),
    "all skipped and accepted": (run(("a_1", S), accepted_missing=["load_balancer"]), Result.UNKNOWN),
    "one skipped": (run(("a_1", K), ("a_2", S)), Result.PARTIAL),
    "a skip accepted": (run(("a_1", K), ("a_2", S), accepted_missing=["load_balancer"]), Result.SUCCESS),
    "one not run": (run(("a_1", K), not_run=["a_2"]), Result.PARTIAL),
    "interrupted": (run(("a_1", K), interrupted=True), Result.PARTIAL),
    "killed": (killed(run(("a_1", K), not_run=["a_2"])), Result.PARTIAL),
    "killed at its very end": (killed(run(("a_1", K))), Result.PARTIAL),
    "killed before anything was judged": (killed(run(not_run=["a_1"])), Result.UNKNOWN),
    "killed after something broke": (killed(run(("a_1", B), not_run=["a_2"])), Result.FAILURE),
}


@pytest.mark.parametrize("case", TABLE)
def test_result(case: str) -> None:
    record, expected = TABLE[case]
    assert result_of(record) is expected


def test_a_profile_answers_for_its_own_promises_only() -> None:
    record = run(("a_1", K), ("a_2", B), ("a_3", K), not_run=["a_4"])
    results = {
        name: result_of_profile(ProfileRecord(name, required), record)
        for name, required in {
            "core": ("a_1", "a_3"),
            "load_balancer": ("a_2",),
            "resilience": ("a_3", "a_4"),
            "node": (),
        }.items()
    }
    assert results == {
        "core": Result.SUCCESS,
        "load_balancer": Result.FAILURE,
        "resilience": Result.PARTIAL,
        "node": Result.UNKNOWN,
    }
