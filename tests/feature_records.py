"""Records of promises that the suite has, in the words of their feature files."""

from __future__ import annotations

from conformance.options import FEATURES
from conformance.promises import read_promises
from conformance.record import RunRecord, ScenarioRecord, StepOutcome
from conformance.recorder import Recorder
from tests.report_records import kept


def real_run(*identifiers: str) -> RunRecord:
    """Return a kept run of promises that the suite has."""
    record = kept(*identifiers)
    record.scenarios = [scenario_of(identifier) for identifier in identifiers]
    return record


def scenario_of(identifier: str) -> ScenarioRecord:
    recorder = Recorder(clock=lambda: 0.0)
    (promise,) = [each for each in read_promises(FEATURES) if each.identifier == identifier]
    recorder.scenario_started(promise)
    for _ in promise.steps:
        recorder.step_started()
        recorder.step_finished(StepOutcome.PASSED)
    return recorder.scenario_finished(None)
