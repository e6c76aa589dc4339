"""Makes one run of what its workers have judged."""

from __future__ import annotations

from conformance.parallel.messages import Judged
from conformance.run import Run


def add_judged(run: Run, judged: Judged, worker: str = "") -> None:
    """Take a promise with its verdict into the run, as a serial run does when its scenario is over.

    `worker` is the name of the one that judged it, if any.
    """
    record = judged.record
    record.worker = worker
    run.pytest_outcomes[record.identifier] = judged.outcome
    run.record.deviations = list(judged.deviations) or run.record.deviations
    run.record.stored += [each for each in judged.stored if each not in run.record.stored]
    run.stacks.ran_elsewhere(judged.ran)
    if judged.judged_while is not None:
        run.ledger.judged(judged.judged_while)
    if judged.unwritten:
        run.report.unwritten = judged.unwritten
        run.record.faults += [judged.unwritten] if judged.unwritten not in run.record.faults else []
    run.record.scenarios.append(record)
    if judged.refused:
        run.stacks_are_refused(judged.refused)
    run.settle(record.identifier)
    run.report.ran(run.stacks.pods_that_ran())
    run.report.keep()
    run.progress.scenario_finished(record, worker)


def in_serial_order(run: Run) -> None:
    """Put the promises into the order in which a serial run would have judged them."""
    places = {identifier: place for place, identifier in enumerate(run.order)}
    run.record.scenarios.sort(key=lambda record: places[record.identifier])
