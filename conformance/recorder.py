"""Writes down one scenario while it happens: sentences, timings, waits, and the verdict."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance.availability import AvailabilityRecord
from conformance.clock_record import ClockRecord
from conformance.errors import EnvironmentFault, MissingCapability, NotBegun, PromiseBroken
from conformance.promises import Promise
from conformance.record import ScenarioRecord, StepOutcome, StepRecord, WaitRecord
from conformance.table_record import TableRecord
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Ending:
    """How a scenario ended: verdict, first line, the lines below, whether the suite itself is at fault, and
    what the cluster or the image lacks of a skipped one.
    """

    verdict: Verdict
    reason: str = ""
    detail: str = ""
    defect: bool = False
    missing_capability: str = ""


def ending_of(error: BaseException | None) -> Ending:
    """Return what an exception out of a sentence means; `None` is a promise kept.

    An exception that the suite does not foresee is a defect of the suite: the promise stays unknown.
    """
    match error:
        case None:
            return Ending(Verdict.KEPT)
        case PromiseBroken():
            return Ending(Verdict.BROKEN, error.message, error.detail)
        case EnvironmentFault():
            return Ending(Verdict.UNKNOWN, str(error), error.detail)
        case MissingCapability():
            return Ending(Verdict.SKIPPED, str(error), missing_capability=error.capability.value)
        case NotBegun():
            return Ending(Verdict.SKIPPED, str(error))
        case _:
            said = "".join(traceback.format_exception(error))
            name = type(error).__name__
            return Ending(Verdict.UNKNOWN, f"a defect of the suite: {name}: {error}", said, defect=True)


@dataclass
class Recorder:
    """The record of the scenario that is running; `clock` returns monotonic seconds."""

    clock: Callable[[], float]
    defects: list[str] = field(default_factory=list)
    _current: ScenarioRecord | None = None
    _next_step: int = 0
    _scenario_began: float = 0.0
    _step_began: float = 0.0

    @property
    def running(self) -> bool:
        """Whether a scenario is running."""
        return self._current is not None

    def defect(self, text: str) -> None:
        """Note a defect of the suite that belongs to no scenario."""
        self.defects.append(text)

    @property
    def current(self) -> ScenarioRecord:
        """The scenario that is running."""
        if self._current is None:
            raise RuntimeError("no scenario is running")
        return self._current

    @property
    def place(self) -> str:
        """Where an interruption finds the run, in words."""
        if not self.running:
            return "between two promises"
        return f"in {self.current.identifier} ({self.current.title}), which gets no verdict"

    def scenario_started(self, promise: Promise) -> None:
        """Begin a record with every sentence still to run."""
        words = (sentence.split(" ", 1) for sentence in promise.steps)
        steps = [StepRecord(keyword=keyword, text=text) for keyword, text in words]
        self._current = ScenarioRecord(
            identifier=promise.identifier,
            title=promise.title,
            feature=promise.feature,
            area=promise.area,
            rule=promise.rule,
            profiles=promise.profiles,
            steps=steps,
            started=datetime.now(UTC),
        )
        self._next_step = 0
        self._scenario_began = self.clock()

    def step_started(self) -> StepRecord:
        """Turn to the next sentence and return its record."""
        self._step_began = self.clock()
        self._next_step += 1
        return self._step()

    def _step(self) -> StepRecord:
        return self.current.steps[self._next_step - 1]

    def step_finished(self, outcome: StepOutcome) -> None:
        """End the sentence that is running."""
        step = self._step()
        step.outcome = outcome
        step.seconds = self.clock() - self._step_began

    def waited(self, wait: WaitRecord) -> None:
        """Add a wait to the sentence that is running; one outside a scenario (set-up) is not kept."""
        if self._current is not None and self._next_step:
            self._step().waits.append(wait)

    def saw(self, **facts: Any) -> None:
        """Keep what the judgement rests on, for an auditor who asks what the green saw; as JSON, now."""
        self.current.observed.append(json.loads(json.dumps(facts, default=str)))

    def tabled(self, table: TableRecord) -> None:
        """Keep what each replica made of each other's work."""
        self.current.tables.append(table)

    def clocked(self, clocks: Iterable[ClockRecord]) -> None:
        """Keep how soon each replica refused what had been taken away."""
        self.current.clocks += clocks

    def probed(self, availability: AvailabilityRecord) -> None:
        """Keep how available Keystone was, with its picture."""
        self.current.availability.append(availability)

    def scenario_finished(self, error: BaseException | None) -> ScenarioRecord:
        """Give the verdict and end the record."""
        ending = ending_of(error)
        record = self.current
        record.verdict, record.reason, record.detail = ending.verdict, ending.reason, ending.detail
        record.missing_capability = ending.missing_capability
        record.seconds = self.clock() - self._scenario_began
        if ending.defect:
            self.defects.append(f"{record.identifier}: {ending.reason}")
        self._current = None
        return record
