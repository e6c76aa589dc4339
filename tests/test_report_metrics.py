"""metrics.prom, read back by the parser of Prometheus' own client."""

from __future__ import annotations

import re

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from conformance.record import RunRecord, WaitRecord
from conformance.report.prometheus_metrics import PREFIX, prometheus_metrics
from conformance.verdict import Verdict
from tests.report_records import STARTED, kept, run
from tests.test_report_availability import availability

PROBED = availability()
K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED


def families_of(record: RunRecord) -> dict[str, Metric]:
    text = prometheus_metrics(record).decode()
    return {family.name.removeprefix(PREFIX): family for family in text_string_to_metric_families(text)}


def values(record: RunRecord, name: str, *labels: str) -> dict[tuple[str, ...], float]:
    samples = families_of(record)[name].samples
    return {tuple(sample.labels[label] for label in labels): sample.value for sample in samples}


def test_counts_by_verdict() -> None:
    record = run(("a_1", K), ("a_2", K), ("a_3", B), ("a_4", U), ("a_5", S), not_run=["a_6"])
    assert values(record, "promises", "verdict") == {
        ("kept",): 2,
        ("broken",): 1,
        ("unknown",): 1,
        ("skipped",): 1,
        ("not_run",): 1,
    }


def test_each_promise_has_a_gauge_that_is_one_for_its_verdict_only() -> None:
    verdicts = values(run(("a_1", U)), "promise_verdict", "promise", "verdict")
    assert verdicts == {
        ("a_1", "kept"): 0,
        ("a_1", "broken"): 0,
        ("a_1", "unknown"): 1,
        ("a_1", "skipped"): 0,
    }
    assert values(kept("a_1"), "promise_duration_seconds", "promise") == {("a_1",): 3.5}


def test_the_wait_that_came_nearest_to_its_patience_speaks_for_its_kind() -> None:
    record = kept("a_1")
    step = record.scenarios[0].steps[1]
    step.waits += [
        WaitRecord("x", "pods_ready", 100.0, 90.0, True, ""),
        WaitRecord("y", "gone", 0, 1, True, ""),
    ]
    ratios = values(record, "wait_patience_used_ratio", "promise", "patience")
    assert ratios == {("a_1", "pods_ready"): 0.9, ("a_1", "gone"): 1.0}
    needed = values(record, "wait_seconds", "promise", "patience")
    assert needed == {("a_1", "pods_ready"): 90.0, ("a_1", "gone"): 1.0}


def test_availability_of_each_probe_and_kind_of_connection() -> None:
    record = kept("a_1")
    record.scenarios[0].availability = [PROBED, PROBED]
    shares = values(record, "availability_ratio", "promise", "probe", "kind")
    assert shares == {
        ("a_1", probe, row.kind): round(row.availability_percent / 100, 6)
        for probe in "12"
        for row in PROBED.rows
    }
    outages = values(record, "longest_outage_seconds", "probe", "kind")
    assert outages["1", PROBED.rows[0].kind] == PROBED.rows[0].longest_outage_ms / 1000
    requests = values(record, "probe_requests", "probe", "kind", "outcome")
    row = PROBED.rows[0]
    assert requests["1", row.kind, "failed"] == row.failed
    assert requests["1", row.kind, "answered"] == row.sent - row.failed


def test_the_run_itself() -> None:
    record = run(("a_1", B), faults=["no answer"], left_behind=["a mount", "a lease"])
    assert values(record, "run_exit_code") == {(): 1}
    assert {key for key, value in values(record, "run_result", "result").items() if value} == {("failure",)}
    assert values(record, "run_faults") == {(): 1}
    assert values(record, "run_left_behind") == {(): 2}
    assert values(record, "run_started_timestamp_seconds") == {(): STARTED.timestamp()}
    assert values(record, "run_info", "cluster_kind", "profiles") == {("kubebox", "core,load_balancer"): 1}


def test_a_run_that_never_finished_has_no_end() -> None:
    record = kept("a_1")
    ends = {"run_finished_timestamp_seconds", "run_exit_code"}
    assert ends <= families_of(record).keys()
    record.finished = record.exit_code = None
    assert not ends & families_of(record).keys()


def test_names_follow_the_conventions() -> None:
    record = kept("a_1")
    record.scenarios[0].availability = [PROBED]
    families = families_of(record)
    for name, family in families.items():
        assert family.type == "gauge"
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert not name.endswith(("_total", "_count", "_sum", "_bucket", "_percent", "_ms", "_milliseconds"))
        assert family.documentation.endswith(".")


def test_no_series_is_told_twice() -> None:
    record = run(("a_1", K), ("a_1", B))
    samples = [
        (sample.name, *sorted(sample.labels.items()))
        for family in families_of(record).values()
        for sample in family.samples
    ]
    assert len(samples) == len(set(samples))
