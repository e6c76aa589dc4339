"""The probes of a scenario, whose course the report has whatever was judged."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.probe import RunningProbe, availability_of
from conformance.run import Run


def recorded_probes(run: Run, disturbance: str, mark: str) -> Iterator[list[RunningProbe]]:
    """Give the list to put probes into; each ends with the scenario, and is recorded.

    `disturbance` is what the report calls what went on meanwhile, `mark` the probe's mark of its beginning.
    """
    running: list[RunningProbe] = []
    yield running
    for probe in running:
        record = probe.stop()
        run.recorder.probed(availability_of(record, disturbance, record.since(mark)))
