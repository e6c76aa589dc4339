"""One run of the suite: what was asked, where it runs, and what is written down while scenarios go by."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.errors import ConformanceError, MissingCapability
from conformance.live_stack import LiveStack
from conformance.options import Options
from conformance.progress import Progress
from conformance.promises import Promise, Selection
from conformance.record import RunRecord, StepOutcome, StepRecord, WaitRecord
from conformance.recorder import Recorder
from conformance.redact import Redactor
from conformance.redacted_record import redact_record


@dataclass
class Run:
    """The state that the hooks and the sentences share.

    `deploy_stack` makes the shared stack at its first use and is called once; `capabilities` maps a
    capability's name to the reason why it is missing, empty where it is there.
    """

    options: Options
    selection: Selection
    record: RunRecord
    folder: Path
    progress: Progress
    capabilities: Mapping[str, str]
    deploy_stack: Callable[[], LiveStack]
    recorder: Recorder = field(default_factory=lambda: Recorder(time.monotonic))
    pytest_outcomes: dict[str, str] = field(default_factory=dict)
    _stack: LiveStack | None = None
    _error: BaseException | None = None

    @property
    def stack(self) -> LiveStack:
        """The shared stack, deployed at its first use."""
        if self._stack is None:
            self._stack = self.deploy_stack()
        return self._stack

    @property
    def deployed_stack(self) -> LiveStack | None:
        """The shared stack where it has been deployed."""
        return self._stack

    def promise(self, identifier: str) -> Promise:
        """Return the chosen promise of that identifier."""
        return next(promise for promise in self.selection.chosen if promise.identifier == identifier)

    def require(self, capability: str) -> None:
        """Raise MissingCapability where the cluster lacks `capability`; an unknown name is a KeyError."""
        if reason := self.capabilities[capability]:
            raise MissingCapability(f"{capability}: {reason}")

    def scenario_started(self, identifier: str) -> None:
        """Open the record of a scenario."""
        promise = self.promise(identifier)
        self._error = None
        self.recorder.scenario_started(promise)
        self.progress.scenario_started(identifier, promise.title)
        if self._stack is not None:
            self._stack.scenario_started()

    def skipped(self, missing: MissingCapability) -> None:
        """Note that this cluster cannot show the promise."""
        self._error = missing

    def step_started(self) -> None:
        """Turn to the next sentence."""
        step: StepRecord = self.recorder.step_started()
        self.progress.step_started(step.keyword, step.text)

    def step_finished(self, outcome: StepOutcome) -> None:
        """End the sentence that is running."""
        self.recorder.step_finished(outcome)
        self.progress.step_finished()

    def waited(self, wait: WaitRecord) -> None:
        """Keep a wait with the sentence it belongs to."""
        self.recorder.waited(wait)

    def phase_ended(self, identifier: str, outcome: str, error: BaseException | None) -> None:
        """Keep the first error of a scenario and the worst of pytest's own outcomes over its phases."""
        self._error = self._error or error
        before = self.pytest_outcomes.get(identifier, "passed")
        self.pytest_outcomes[identifier] = outcome if before == "passed" else before

    def gather_evidence(self, error: BaseException) -> None:
        """Write what the cluster shows now into `evidence/<scenario>/` of the run's folder."""
        self._error = self._error or error
        current = self.recorder.current
        if self._stack is None:
            return
        folder = self.folder / "evidence" / current.identifier
        waits = [wait for step in current.steps for wait in step.waits]
        written = self._stack.gather(folder, waits)
        current.evidence = [str(path.relative_to(self.folder)) for path in written]

    def hold_invariants(self) -> None:
        """Raise PromiseBroken for what no sentence names: an unasked restart, a traceback, a 5xx.

        Only where every sentence held: a failure already told is not told twice.
        """
        if self._stack is None or self._error is not None:
            return
        try:
            self._stack.hold_invariants()
        except ConformanceError as error:
            self.gather_evidence(error)
            raise

    def scenario_finished(self) -> None:
        """Give the verdict of the scenario that is running."""
        record = self.recorder.scenario_finished(self._error)
        redact_record(record, self._stack.redactor if self._stack else Redactor())
        self.record.scenarios.append(record)
        self.progress.scenario_finished(record)
