"""A worker's part of a run: the same sentences on stacks of its own, and all that it writes down told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.clusters.existing import ClusterOfOthers, choose_existing
from conformance.clusters.in_cluster import choose_in_cluster
from conformance.parallel.line import Line
from conformance.parallel.messages import Ended, EndNow, Judged, JudgeNext, Outset
from conformance.parallel.told_to_controller import (
    LeaseTold,
    LedgerTold,
    NamespacesTold,
    ProgressTold,
    ReportTold,
)
from conformance.patience import Patience
from conformance.run import Run
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks


@dataclass
class PartOfRun:
    """A run in a worker, with what the controller is to be told of it."""

    run: Run
    report: ReportTold
    ledger: LedgerTold
    alone: Patience
    beside: Patience

    @classmethod
    def of(cls, outset: Outset, line: Line) -> PartOfRun:
        """Return the part of the worker that `outset` names; nothing has been made on the cluster yet."""
        api = _cluster(outset).api()
        inputs = replace(outset.inputs, patience=outset.patience)
        report = ReportTold(outset.record, outset.folder, outset.key)
        ledger, progress = LedgerTold(line), ProgressTold(line, outset.name)
        run: Run
        maker = StackMaker(
            api,
            inputs,
            outset.record,
            lambda wait: run.waited(wait),
            progress.awaiting,
            LeaseTold(api, outset.record.run_id, inputs.options.site, line),
            report.redactor,
            outset.pins,
            ledger,
            outset.clock,
            NamespacesTold(line),
        )
        run = Run(
            options=inputs.options,
            selection=inputs.selection,
            record=outset.record,
            folder=outset.folder,
            progress=progress,
            capabilities=outset.capabilities,
            stacks=Stacks(maker, f"{outset.name}-"),
            report=report,
            usual=outset.usual,
            ledger=ledger,
        )
        return cls(run, report, ledger, outset.inputs.patience, outset.patience)

    def turn_to(self, task: JudgeNext) -> None:
        """Prepare for a promise: how patient to be, and what else will be asked of the same stacks."""
        self.run.order = [task.identifier, *task.then]
        patience = self.alone if task.alone else self.beside
        maker = self.run.stacks.maker
        if maker.inputs.patience is not patience:
            maker.inputs = replace(maker.inputs, patience=patience)
            for stack in self.run.stacks.live:
                stack.waiter = maker.waiter(stack.watch)

    def judged(self, identifier: str) -> Judged | None:
        """Return what came of a promise; None where it has no record, which is a defect of the suite."""
        run = self.run
        if not run.record.scenarios or run.record.scenarios[-1].identifier != identifier:
            return None
        return Judged(
            run.record.scenarios[-1],
            run.pytest_outcomes.get(identifier, ""),
            self.ledger.taken(),
            tuple(run.record.deviations),
            tuple(run.record.stored),
            self.report.newly_ran(),
            self.report.unwritten,
            run.refused,
        )

    def end(self, asked: EndNow | None) -> Ended:
        """Let go of all stacks, and return what is left to be told; `asked` is None where it was interrupted.

        What this process still watches ends with it.
        """
        stacks = self.run.stacks
        skew = stacks.skew_of_pods() if asked and asked.look_at_clocks else []
        for stack in list(stacks.live):
            if asked and asked.discard:
                stacks.discard(stack)
            else:
                stack.close()
        return Ended(tuple(skew), defects=tuple(self.run.recorder.defects))


def _cluster(outset: Outset) -> ClusterOfOthers:
    """Return the cluster that the controller judges on, of which nothing is asked."""
    if outset.inputs.options.in_cluster:
        # No kubeconfig leads there.
        return choose_in_cluster()
    return choose_existing(outset.kubeconfig, outset.context)
