"""metrics.prom: the run in Prometheus' text form, for node_exporter's textfile collector or a Pushgateway.

Names follow Prometheus' conventions: one prefix, base units (seconds, ratios from 0 to 1), `_info` for what
is only named. Everything is a gauge: a run is one moment, nothing in it goes on counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from conformance.availability import AvailabilityRow
from conformance.record import RunRecord, ScenarioRecord
from conformance.report.phrases import one_line
from conformance.report.tally import tally_of
from conformance.result import Result
from conformance.verdict import Verdict

PREFIX = "keystone_conformance_"
VERDICTS = f"{PREFIX}promise_verdict"
"""A gauge a promise and verdict, 1 for the one it got: so that a query sees a change as a change of value."""
COUNTS = f"{PREFIX}promises"
PROBED = ("promise", "probe", "kind")


def prometheus_metrics(run: RunRecord) -> bytes:
    """Return the run's metrics as text, UTF-8, from a registry of their own."""
    registry = CollectorRegistry()
    registry.register(_OneRun(run))
    return bytes(generate_latest(registry))


class _OneRun(Collector):
    def __init__(self, run: RunRecord) -> None:
        self._run = run

    def collect(self) -> Iterator[Metric]:
        yield from _of_the_run(self._run)
        yield from _of_promises(_by_identifier(self._run.scenarios))
        yield from _of_waits(self._run.scenarios)
        yield from _of_availability(self._run.scenarios)


def _by_identifier(scenarios: Iterable[ScenarioRecord]) -> dict[str, ScenarioRecord]:
    """Return each identifier once: a series told twice makes the whole file invalid."""
    return {one_line(scenario.identifier): scenario for scenario in scenarios}


def _of_the_run(run: RunRecord) -> Iterator[Metric]:
    facts = {
        "run": run.run_id,
        "suite_version": run.suite_version,
        "git_commit": run.git_commit,
        "cluster_kind": run.cluster.kind,
        "server_version": run.cluster.server_version,
        "manifest_set": run.manifest_set,
        "profiles": ",".join(run.profile_names),
    }
    plain = {name: one_line(value) for name, value in facts.items()}
    yield InfoMetricFamily(f"{PREFIX}run", "What was judged, and by what.", plain)
    results = GaugeMetricFamily(f"{PREFIX}run_result", "1 for the result of the run.", labels=("result",))
    for result in Result:
        results.add_metric([result], float(run.result is result))
    yield results
    if run.exit_code is not None:
        yield _gauge("run_exit_code", "The exit code of the run; only 0 is green.", float(run.exit_code))
    yield _gauge("run_started_timestamp_seconds", "When the run began, Unix time.", _unix(run.started))
    if run.finished is not None:
        yield _gauge("run_finished_timestamp_seconds", "When the run ended, Unix time.", _unix(run.finished))
    yield _gauge("run_faults", "Failures that belong to no promise.", len(run.faults))
    yield _gauge("run_left_behind", "Things of the run that are still there.", len(run.left_behind))
    tally = tally_of(run)
    counts = GaugeMetricFamily(COUNTS, "Promises by verdict; not_run were asked for.", labels=("verdict",))
    for verdict in Verdict:
        counts.add_metric([verdict], getattr(tally, verdict))
    counts.add_metric(["not_run"], tally.not_run)
    yield counts


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}{name}", about, value)


def _of_promises(promises: dict[str, ScenarioRecord]) -> Iterator[Metric]:
    verdicts = GaugeMetricFamily(
        VERDICTS, "1 for the verdict that a promise got, 0 for the others.", labels=("promise", "verdict")
    )
    durations = GaugeMetricFamily(
        f"{PREFIX}promise_duration_seconds", "How long judging a promise took.", labels=("promise",)
    )
    for identifier, scenario in promises.items():
        for verdict in Verdict:
            verdicts.add_metric([identifier, verdict], float(scenario.verdict is verdict))
        durations.add_metric([identifier], scenario.seconds)
    yield verdicts
    yield durations


def _of_waits(scenarios: Iterable[ScenarioRecord]) -> Iterator[Metric]:
    """Yield the wait that came nearest to its patience, for each promise and each kind of event."""
    nearest: dict[tuple[str, str], tuple[float, float]] = {}
    for scenario in scenarios:
        for wait in (wait for step in scenario.steps for wait in step.waits):
            key = one_line(scenario.identifier), one_line(wait.patience)
            used = wait.needed_s / wait.allowed_s if wait.allowed_s > 0 else 1.0
            nearest[key] = max(nearest.get(key, (0.0, 0.0)), (used, wait.needed_s))
    labels = ("promise", "patience")
    ratios = GaugeMetricFamily(
        f"{PREFIX}wait_patience_used_ratio",
        "The longest wait for an event as a share of what it may take; 1 is too long.",
        labels=labels,
    )
    needed = GaugeMetricFamily(f"{PREFIX}wait_seconds", "How long that wait was.", labels=labels)
    for key, (used, seconds) in nearest.items():
        ratios.add_metric(key, used)
        needed.add_metric(key, seconds)
    yield ratios
    yield needed


def _of_availability(scenarios: Iterable[ScenarioRecord]) -> Iterator[Metric]:
    shares = GaugeMetricFamily(
        f"{PREFIX}availability_ratio", "Answered of sent while Keystone was disturbed.", labels=PROBED
    )
    outages = GaugeMetricFamily(
        f"{PREFIX}longest_outage_seconds", "The longest time without an answer meanwhile.", labels=PROBED
    )
    requests = GaugeMetricFamily(
        f"{PREFIX}probe_requests", "Requests of the probe by outcome.", labels=(*PROBED, "outcome")
    )
    for (promise, probe, kind), row in _rows(scenarios).items():
        labels = [promise, probe, kind]
        shares.add_metric(labels, round(row.availability_percent / 100, 6))
        outages.add_metric(labels, row.longest_outage_ms / 1000)
        requests.add_metric([*labels, "answered"], row.sent - row.failed)
        requests.add_metric([*labels, "failed"], row.failed)
    yield shares
    yield outages
    yield requests


def _rows(scenarios: Iterable[ScenarioRecord]) -> dict[tuple[str, str, str], AvailabilityRow]:
    """Return the figures of each kind of connection; the probes of a promise are numbered from 1."""
    return {
        (one_line(scenario.identifier), str(number), one_line(row.kind)): row
        for scenario in scenarios
        for number, record in enumerate(scenario.availability, 1)
        for row in record.rows
    }


def _unix(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
