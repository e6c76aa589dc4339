"""The ledger of full runs, and what its figures say."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.endurance.figures import figures_of, spread, upper_bound
from conformance.endurance.ledger import append, promised_hash, read_ledger, row_of
from conformance.endurance.page import FORM, as_json, as_markdown
from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import STARTED, kept, run


def ended(record: RunRecord) -> RunRecord:
    record.finished = STARTED + timedelta(seconds=240)
    return record


def test_a_row_comes_back_as_it_was(tmp_path: Path) -> None:
    ledger = tmp_path / "reports" / "ledger.jsonl"
    rows = [row_of(ended(kept("a_1", "a_2")), "f00"), row_of(ended(run(("a_1", Verdict.BROKEN))), "f00")]
    for row in rows:
        append(row, ledger)
    assert read_ledger(ledger) == rows
    assert [row.failed for row in rows] == [False, True]


def test_no_ledger_has_no_rows(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ledger.jsonl") == []


def test_a_line_cut_short_is_named(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    append(row_of(ended(kept("a_1")), "f00"), ledger)
    with ledger.open("ab") as file:
        file.write(b'{"run_id": "2026')
    with pytest.raises(BadInput, match="line 2 is no line of a ledger"):
        read_ledger(ledger)


def test_what_is_promised_is_the_features_and_the_manifests(tmp_path: Path) -> None:
    (tmp_path / "heal.feature").write_text("Feature: it heals")
    before = promised_hash([tmp_path])
    (tmp_path / "README.md").write_text("words")
    (tmp_path / "hardened").mkdir()
    (tmp_path / "hardened" / "keystone-db.yaml").write_text("another set")
    assert promised_hash([tmp_path]) == before
    (tmp_path / "heal.feature").write_text("Feature: it heals at once")
    assert promised_hash([tmp_path]) != before


def test_without_a_failure_the_bound_is_the_rule_of_three() -> None:
    assert math.isclose(upper_bound(0, 20), 1 - 0.05 ** (1 / 20), abs_tol=1e-9)


@pytest.mark.parametrize(("failures", "runs", "bound"), [(1, 20, 0.2161), (5, 5, 1.0), (2, 10, 0.5069)])
def test_the_bound_is_that_of_clopper_and_pearson(failures: int, runs: int, bound: float) -> None:
    """That is the 0.95 quantile of the beta distribution with k + 1 and n - k."""
    assert upper_bound(failures, runs) == pytest.approx(bound, abs=1e-4)


def test_a_percentile_is_a_value_that_occurred() -> None:
    values = spread(float(number) for number in range(1, 21))
    assert (values.p50, values.p95, values.largest, values.number) == (10.5, 19.0, 20.0, 20)


def test_the_figures_count_failures_and_shares_of_patience() -> None:
    rows = [row_of(ended(kept("a_1")), "f00"), row_of(ended(run(("a_1", Verdict.UNKNOWN))), "f00")]
    figures = figures_of(rows)
    (scenario,) = figures.scenarios
    assert (figures.runs, figures.failures, scenario.not_kept) == (2, 1, 1)
    assert scenario.share is not None
    assert (scenario.share.largest, figures.longest_wait_s["pods_ready"].largest) == (1.0, 60.0)


def test_the_page_has_the_command_the_bound_and_every_promise() -> None:
    figures = figures_of([row_of(ended(kept("a_1", "a_2")), "f00")])
    page = as_markdown(figures, "./toxw -e endurance")
    assert "`./toxw -e endurance`" in page
    assert "95.0 %" in page
    assert all(f"| `{name}` |" in page for name in ("a_1", "a_2", "pods_ready"))
    assert FORM.validate_json(as_json(figures)) == figures
