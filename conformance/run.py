"""One run of the suite: what was asked, where it runs, and what is written down while scenarios go by."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.api_client import is_waited_for
from conformance.capability import Capability
from conformance.clusters.cluster import Cluster
from conformance.errors import ConformanceError, MissingCapability, NotBegun
from conformance.evidence import EVIDENCE, evidence_of
from conformance.judged_broken import judged_while
from conformance.ledger import Ledger
from conformance.live_stack import LiveStack
from conformance.nodes_away import NodesAway
from conformance.options import Options
from conformance.plan.usual import Usual
from conformance.progress import Progress
from conformance.promises import Promise, Selection
from conformance.record import RunRecord, StepOutcome, StepRecord, WaitRecord
from conformance.recorder import Recorder
from conformance.redact import Redactor
from conformance.report.standing import StandingReport
from conformance.stack import Role
from conformance.stacks import Stacks
from conformance.verdict import Verdict
from conformance.wholeness import prove_whole


@dataclass
class Run:
    """The state that the hooks and the sentences share.

    `capabilities` maps a capability's name to the reason why it is missing, empty where it is there.
    """

    options: Options
    selection: Selection
    record: RunRecord
    folder: Path
    progress: Progress
    capabilities: Mapping[str, str]
    stacks: Stacks
    report: StandingReport
    usual: Usual | None = None
    """How long promises take, where there is a deadline."""
    ledger: Ledger = field(default_factory=Ledger)
    cluster: Cluster | None = None
    """Where workers of the run find it, where there are any."""
    nodes: NodesAway = field(default_factory=NodesAway)
    """The nodes that scenarios have switched off."""
    recorder: Recorder = field(default_factory=lambda: Recorder(time.monotonic))
    order: list[str] = field(default_factory=list)
    """The identifiers in the order in which they are judged."""
    pytest_outcomes: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    """Why no stack can be made any more; empty where none was refused for good."""
    _used: list[LiveStack] = field(default_factory=list)
    _error: BaseException | None = None

    def looked_at(self) -> LiveStack:
        """Return the stack that all share, and whose objects nobody changes."""
        return self._use(self.stacks.looked_at())

    def to_disturb(self) -> LiveStack:
        """Return the stack that the scenario may disturb: it must be whole again at the scenario's end."""
        nobody_looks = not any(each.looks_at_the_shared_stack for each in self._from_here())
        return self._use(self.stacks.disturbed(nobody_looks=nobody_looks))

    def to_update(self) -> LiveStack:
        """Return the stack whose images are replaced; several scenarios judge one update of it."""
        nobody_else = all(each.profiles == ("update",) for each in self._from_here())
        return self._use(self.stacks.updated(nobody_else=nobody_else))

    def own(self, *roles: Role) -> LiveStack:
        """Return a stack that ends with the scenario; of `roles`, without any all but the public service."""
        return self._use(self.stacks.own(roles) if roles else self.stacks.own())

    def lay_out_ahead(self) -> None:
        """Let the next scenario's own stack start while this one runs, where it needs one."""
        for promise in self._from_here()[1:2]:
            if promise.needs_a_whole_stack_of_its_own and self._is_in_time(promise):
                self.stacks.lay_out_ahead()

    def _from_here(self) -> list[Promise]:
        """Return the promise that is judged now and those that come after it."""
        here = self.order.index(self.recorder.current.identifier)
        return [self.promise(name) for name in self.order[here:]]

    def _use(self, stack: LiveStack) -> LiveStack:
        if stack not in self._used:
            self._used.append(stack)
        return stack

    def patience(self, event: str) -> float:
        """Return how long `event` may take in this run, in seconds."""
        return self.stacks.maker.inputs.patience[event]

    @property
    def redactor(self) -> Redactor:
        """What takes secrets out of texts in this run."""
        return self.report.redactor

    def promise(self, identifier: str) -> Promise:
        """Return the chosen promise of that identifier."""
        return next(promise for promise in self.selection.chosen if promise.identifier == identifier)

    def require(self, capability: str) -> None:
        """Raise MissingCapability where the cluster lacks `capability`; an unknown name is a KeyError."""
        if reason := self.capabilities[capability]:
            raise MissingCapability(Capability(capability), reason)

    def scenario_started(self, identifier: str) -> None:
        """Open the record of a scenario."""
        promise = self.promise(identifier)
        self._error = None
        is_waited_for(self.stacks.maker.api)
        self.recorder.scenario_started(promise)
        self.progress.scenario_started(identifier, promise.title)

    def may_begin(self) -> None:
        """Raise NotBegun where the scenario that is open would not be over before the run's deadline."""
        self._refuse_late(self.promise(self.recorder.current.identifier))

    def _refuse_late(self, promise: Promise) -> None:
        if self.usual is None:
            return
        inputs = self.stacks.maker.inputs
        needed = self.usual.may_take(promise, inputs.patience, kubebox=inputs.options.with_kubeboxs_patience)
        if inputs.deadline is not None:
            inputs.deadline.refuse_late(needed)

    def _is_in_time(self, promise: Promise) -> bool:
        try:
            self._refuse_late(promise)
        except NotBegun:
            return False
        return True

    @property
    def must_stop(self) -> str:
        """Why no other scenario is to begin: nobody could read it, or it would get no stack; else empty."""
        return self.report.unwritten or self.refused

    def stacks_are_refused(self, why: str) -> None:
        """Let no other scenario begin, and say so once, in place of the same reason with each of them."""
        if not self.refused and len(self.record.scenarios) < len(self.selection.chosen):
            self.record.faults.append(self.redactor.sentence(f"no other promise was begun: {why}"))
        self.refused = why

    def skipped(self, why: MissingCapability | NotBegun) -> None:
        """Note that this cluster cannot show the promise, or that the run cannot afford to look."""
        self._error = why

    def step_started(self) -> None:
        """Turn to the next sentence."""
        step: StepRecord = self.recorder.step_started()
        self.progress.step_started(step.keyword, step.text)

    def step_finished(self, outcome: StepOutcome) -> None:
        """End the sentence that is running."""
        self.recorder.step_finished(outcome)
        self.progress.step_finished()

    def waited(self, wait: WaitRecord) -> None:
        """Keep a wait, which is over, with the sentence it belongs to."""
        self.recorder.waited(wait)
        self.progress.wait_ended()

    def phase_ended(self, identifier: str, outcome: str, error: BaseException | None) -> None:
        """Keep the first error of a scenario and the worst of pytest's own outcomes over its phases."""
        self._error = self._error or error
        before = self.pytest_outcomes.get(identifier, "passed")
        self.pytest_outcomes[identifier] = outcome if before == "passed" else before

    def interrupted(self) -> None:
        """Say in which scenario the run was interrupted: it gets no verdict."""
        self.progress.nothing_more_runs()
        self.progress.note(f"interrupted {self.recorder.place}; cleaning up, Ctrl-C again gives that up")

    def gather_evidence(self, error: BaseException) -> None:
        """Write what the cluster shows now into `evidence/<scenario>/` of the run's folder."""
        self._error = self._error or error
        current = self.recorder.current
        waits = [wait for step in current.steps for wait in step.waits]
        for stack in self._used:
            folder = self.folder / EVIDENCE / current.identifier
            several = folder / stack.purpose if len(self._used) > 1 else folder
            with self.report.writing():
                written = stack.gather(several, waits, self.redactor)
                current.evidence += evidence_of(written, self.folder, self.redactor)

    def hold_invariants(self) -> None:
        """Raise PromiseBroken for an unasked restart, a traceback, a 5xx, or a stack that stays disturbed.

        Only where every sentence held: a failure already told is not told twice, and Ctrl-C in the midst of
        one must not become a failure, nor be waited on.
        """
        held = all(step.outcome is StepOutcome.PASSED for step in self.recorder.current.steps)
        if self._error is not None or not held:
            return
        try:
            self.nodes.bring_back(self._used)
            for stack in self._used:
                stack.hold_invariants()
                if self.stacks.is_disturbed(stack):
                    prove_whole(stack)
        except ConformanceError as error:
            self.gather_evidence(error)
            raise

    def _give_back_stacks(self) -> None:
        """End the scenario's own stacks, and the disturbed one where it was not kept."""
        for stack in self._used:
            if self._error is not None and self.stacks.is_shared(stack):
                stack.pass_over_failures()
            stack.invariants.scenario_ended(stack.snapshot)
            spoilt = self._error is not None and self.stacks.is_disturbed(stack)
            if spoilt or not self.stacks.is_shared(stack):
                self.stacks.discard(stack)
        self._used.clear()

    def scenario_finished(self) -> None:
        """Give the verdict of the scenario that is running."""
        record = self.recorder.scenario_finished(self._error)
        if record.verdict is Verdict.BROKEN:
            patience = self.patience("pod-replaced")
            self.ledger.judged(judged_while(record, self.recorder.clock(), patience, self._used))
        self.record.faults += map(self.redactor.sentence, self.nodes.staying_away(self._used))
        self._give_back_stacks()
        self.record.scenarios.append(record)
        if why := self.stacks.maker.refused:
            self.stacks_are_refused(why)
        self.settle(record.identifier)
        self.report.ran(self.stacks.pods_that_ran())
        self.report.keep()
        self.progress.scenario_finished(record)

    def settle(self, just_judged: str = "") -> None:
        """Leave unknown what was found broken under a disturbance that is known by now, and note them all.

        Of `just_judged`, a promise's identifier, nobody has been told another verdict.
        """
        for name in self.ledger.settle(self.redactor.sentence):
            if name != just_judged:
                self.progress.note(f"{name} is unknown after all: a disturbance lay over it")
        self.record.disturbances = self.ledger.records()
