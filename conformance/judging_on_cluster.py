"""The part of a run that is on its cluster: found or made, deployed to, judged, emptied, given up."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from itertools import islice

from conformance.api_client import use_of
from conformance.capabilities import missing_capabilities
from conformance.capability import Capability
from conformance.clock_skew import read_clock
from conformance.clusters.cluster import Cluster
from conformance.clusters.own import left_of_interrupted_boot, own_cluster
from conformance.clusters.providers import LACKS
from conformance.disrupt import LosableNodes, why_no_node_may_be_lost
from conformance.ending import Ending, end_stacks
from conformance.errors import BadInput, EnvironmentFault
from conformance.evidence import EVIDENCE, collected
from conformance.given.marks import marked
from conformance.given.stack_maker import GivenStackMaker
from conformance.given.stacks_in_turn import StacksInTurn
from conformance.inputs import Inputs
from conformance.interruption import first_of_all
from conformance.lease import RunLease
from conformance.ledger import Ledger
from conformance.manifests import images_of
from conformance.nodes_away import NodesAway
from conformance.observe import NodeWatch, heartbeat_of
from conformance.pinned_images import pinned_images
from conformance.plan.usual import usual_of
from conformance.progress import Progress
from conformance.record import RunRecord
from conformance.report import disagreements, internal_error
from conformance.report.history import runs_timed_like
from conformance.report.standing import StandingReport
from conformance.rights.preflight import refuse_without_rights
from conformance.run import Run
from conformance.signals_held import signals_held
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks
from conformance.time_left import RUNS, usual_seconds
from conformance.versions_named import name_a_version

OnCluster = Callable[[Run, Cluster], None]
"""Does something on the cluster that a run has judged, whose stacks are gone."""
Judge = Callable[[Run], bool]
"""Runs the chosen scenarios over a run; True where it was interrupted."""


def judge_on_cluster(
    inputs: Inputs,
    report: StandingReport,
    progress: Progress,
    judge: Judge,
    ending: Ending,
    prove: OnCluster | None = None,
) -> None:
    """Fill the record, and say in `ending` how it ended; `prove` comes last, where nothing interrupted.

    Raises BadInput where this machine can have no such cluster, or the box that is named is not up; the
    report that had begun is gone then.
    """
    record = report.record
    if not inputs.selection.chosen:
        return
    try:
        cluster = _cluster(inputs, record, progress)
    except BadInput:
        with signals_held():
            report.take_back()
        raise
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
        return
    except KeyboardInterrupt:
        record.left_behind += left_of_interrupted_boot()
        ending.interrupted = True
        return
    ending.cluster_stays = inputs.options.cluster_stays or not cluster.made_by_suite
    try:
        run = _run_on(cluster, inputs, report, progress)
        _judge_stacks(run, judge, ending)
        if prove is not None and not ending.interrupted:
            prove(run, cluster)
    except KeyboardInterrupt:
        ending.interrupted = True
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
    except Exception as defect:
        # Whatever it is, the report must be written.
        record.faults.append(_told(defect, report))
    finally:
        _let_go(cluster, report, ending)


def _cluster(inputs: Inputs, record: RunRecord, progress: Progress) -> Cluster:
    if provider := inputs.options.provider:
        # Only who asks for it needs what it imports.
        from conformance.clusters.provided import make_provided

        return make_provided(provider, record.left_behind)
    if inputs.existing:
        return inputs.existing
    images = (*images_of(inputs.with_images()), *inputs.update.named())
    refusing = any(Capability.CANDIDATES in each.requires for each in inputs.selection.chosen)
    versions = refusing or name_a_version(images)
    return own_cluster(inputs.options, progress, versions)


def _judge_stacks(run: Run, judge: Judge, ending: Ending) -> None:
    """Have the scenarios judged, their stacks taken away; what the suite did wrong is a fault of the run."""
    record, maker = run.record, run.stacks.maker
    nodes = NodeWatch(maker.api, maker.ledger.saw_node)
    nodes.start()
    try:
        with first_of_all(run.stacks.request_teardown) if ending.cluster_stays else nullcontext():
            ending.interrupted = judge(run)
        run.report.ran(run.stacks.pods_that_ran())
        record.skew += [] if ending.interrupted else run.stacks.skew_of_pods()
    except KeyboardInterrupt:
        ending.interrupted = True
    finally:
        end_stacks(run.stacks, record, ending, keep=run.options.keep)
        record.nodes_unseen = nodes.unseen or run.capabilities.get(Capability.NODES, "")
        record.api_use = use_of(maker.api)
        nodes.close()
        record.faults += [internal_error(defect) for defect in run.recorder.defects]
    run.settle()
    if not ending.interrupted:
        wrong = disagreements(record, run.pytest_outcomes)
        record.faults += [internal_error(f"our verdict on {each} is not pytest's outcome") for each in wrong]


def _run_on(cluster: Cluster, inputs: Inputs, report: StandingReport, progress: Progress) -> Run:
    """Return the run over the cluster, on which nothing has been made yet."""
    api, record = cluster.api(), report.record
    inputs = marked(inputs, record.run_id)
    given = inputs.options.namespace or ""
    if inputs.existing:
        refuse_without_rights(api, inputs.kinds, given)
    ledger = Ledger(partial(heartbeat_of, api))
    record.cluster = cluster.describe()
    record.skew, clock = read_clock(api)
    earlier = list(islice(runs_timed_like(report.folder.parent, record), RUNS))
    progress.expect((promise.identifier for promise in inputs.selection.chosen), usual_seconds(earlier))
    run: Run
    maker = (GivenStackMaker if given else StackMaker)(
        api,
        inputs,
        record,
        lambda wait: run.waited(wait),
        progress.awaiting,
        RunLease(api, record.run_id, inputs.options.site),
        report.redactor,
        pinned_images(inputs, api),
        ledger,
        clock,
    )
    run = Run(
        options=inputs.options,
        selection=inputs.selection,
        record=record,
        folder=report.folder,
        progress=progress,
        capabilities=missing_capabilities(api, given or "default", known=_known(cluster, inputs)),
        stacks=StacksInTurn(maker) if isinstance(maker, GivenStackMaker) else Stacks(maker),
        report=report,
        usual=usual_of(earlier) if inputs.deadline else None,
        ledger=ledger,
        cluster=cluster,
        nodes=NodesAway(cluster if isinstance(cluster, LosableNodes) else None),
    )
    return run


def _known(cluster: Cluster, inputs: Inputs) -> dict[str, str]:
    """Return the capabilities that are known without asking the API server, with the reasons."""
    return {
        **LACKS.get(inputs.options.provider or "", {}),
        Capability.LOSABLE_NODES: why_no_node_may_be_lost(cluster),
        Capability.CANDIDATES: inputs.update.why_no_candidates,
    }


def _told(defect: Exception, report: StandingReport) -> str:
    """Keep a defect's traceback beside the report and return its line for the summary."""
    with report.writing():
        file = report.folder / "defect.txt"
        said = report.redactor.sentence("".join(traceback.format_exception(defect)))
        file.write_text(said, encoding="utf-8", errors="replace")
        report.add_evidence([file])
    return internal_error(f"{type(defect).__name__}: {defect} (traceback in {report.folder.name}/defect.txt)")


def _let_go(cluster: Cluster, report: StandingReport, ending: Ending) -> None:
    """Keep the cluster's logs where they tell something, and give it up, whatever becomes of the logs."""
    record = report.record
    try:
        if record.faults or any(scenario.reason for scenario in record.scenarios):
            with report.writing():
                logs = collected(cluster.collect_logs, report.folder / EVIDENCE / "cluster", report.redactor)
                report.add_evidence(logs)
    except KeyboardInterrupt:
        ending.interrupted = True
    finally:
        try:
            record.left_behind += cluster.close()
        except KeyboardInterrupt:
            record.left_behind.append(f"{cluster.kind} {cluster.name}: its removal was interrupted")
            ending.interrupted = True
