"""One run from options to exit code: cluster, stack, judging, teardown, reports. Read from top to bottom."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import islice

from conformance.capabilities import missing_capabilities
from conformance.clusters.cluster import Cluster
from conformance.clusters.own import left_of_interrupted_boot, own_cluster
from conformance.clusters.providers import LACKS
from conformance.compare import Side, read_side
from conformance.compare.end_of_run import compared_at_the_end
from conformance.ending import Ending, end_stacks
from conformance.errors import EnvironmentFault
from conformance.evidence import EVIDENCE, collected, hashes_of
from conformance.inputs import Inputs, read_inputs
from conformance.interruption import first_of_all
from conformance.last_lines import last_lines
from conformance.lease import RunLease
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.options import FEATURES, SUITE_FOLDER, Options
from conformance.pinned_images import pinned_images
from conformance.places import give_to_caller
from conformance.plan.usual import usual_of
from conformance.progress import Progress, original_console
from conformance.record import ProfileRecord, RunRecord
from conformance.report import ReportPaths, disagreements, internal_error
from conformance.report.conclude import conclude
from conformance.report.history import runs_like
from conformance.report.index import write_index
from conformance.report.standing import StandingReport
from conformance.report.unwritable import unwritable
from conformance.run import Run
from conformance.run_identity import command_as_typed, git_state, new_run_id, suite_version
from conformance.signals_held import signals_held
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks
from conformance.time_left import RUNS, usual_seconds

Judge = Callable[[Run], bool]
"""Runs the chosen scenarios over a run; True where it was interrupted."""


def accept(options: Options, arguments: list[str], judge: Judge) -> int:
    """Judge every chosen promise and return the exit code; the last five lines printed are the summary,
    and where something of the run may be left a sixth says how to take it away.

    Ctrl-C (or SIGTERM) ends the judging, once more the clean-up; the reports are written whatever is pressed.
    Raises BadInput, ClusterUnreachable or CredentialsRefused before anything has been deployed or written.
    """
    inputs = read_inputs(options)
    baseline = read_side(options.baseline, options.reports) if options.baseline else None
    record = _new_record(inputs, arguments)
    report = StandingReport(record, options.reports.resolve() / record.run_id)
    report.begin()
    console = original_console(1, report.redactor.sentence)
    ending = Ending()
    try:
        with Progress(console, quiet=options.quiet, say=report.redactor.sentence) as progress:
            _judged_on_a_cluster(inputs, report, progress, judge, ending)
    except KeyboardInterrupt:
        ending.interrupted = True
    with signals_held():
        code = conclude(report, ending.interrupted)
        compared = _beside_the_report(report, baseline, quiet=options.quiet)
        for line in (*compared, *last_lines(options, record, report.previous, ending.unproven)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return int(code)


def _beside_the_report(report: StandingReport, baseline: Side | None, *, quiet: bool) -> list[str]:
    """Write what is written of several runs, and return in lines what the comparison came to."""
    try:
        compared = compared_at_the_end(report.record, ReportPaths(report.folder), baseline, report.previous)
        write_index(report.folder.parent)
        report.link_what_is_beside()
        give_to_caller(report.folder.parent)
    except OSError as full:
        return [f"no comparison and no index: {unwritable(report.folder.parent, full)}"]
    # What nobody asked for is not said where little is to be said; its page is there all the same.
    return [] if quiet and baseline is None else compared


def _new_record(inputs: Inputs, arguments: list[str]) -> RunRecord:
    git = git_state(SUITE_FOLDER)
    options, selection = inputs.options, inputs.selection
    files = (*inputs.manifests.files, ADMIN_SERVICE)
    return RunRecord(
        run_id=new_run_id(),
        command=command_as_typed(os.environ, arguments),
        started=datetime.now(UTC),
        suite_version=suite_version(SUITE_FOLDER),
        git_commit=git.commit,
        git_dirty=git.dirty,
        profiles=[ProfileRecord(name, selection.required_by(name)) for name in options.profiles],
        accepted_missing=tuple(sorted(options.accepted_missing)),
        environment=options.environment,
        manifest_set=options.manifest_set,
        features=hashes_of(FEATURES.glob("*.feature"), SUITE_FOLDER),
        manifests=hashes_of(files, SUITE_FOLDER),
        required_not_run=[promise.identifier for promise in (*selection.chosen, *selection.left_out)],
    )


def _judged_on_a_cluster(
    inputs: Inputs, report: StandingReport, progress: Progress, judge: Judge, ending: Ending
) -> None:
    """Fill the record, and say in `ending` how it ended."""
    record = report.record
    if not inputs.selection.chosen:
        return
    try:
        cluster = _cluster(inputs, progress)
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
        return
    except KeyboardInterrupt:
        record.left_behind += left_of_interrupted_boot()
        ending.interrupted = True
        return
    ending.cluster_stays = inputs.options.cluster_stays or not cluster.made_by_suite
    try:
        _judged(cluster, inputs, report, progress, judge, ending)
    except KeyboardInterrupt:
        ending.interrupted = True
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
    except Exception as defect:
        # Whatever it is, the report must be written.
        record.faults.append(_told(defect, report))
    finally:
        _let_go(cluster, report, ending)


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


def _cluster(inputs: Inputs, progress: Progress) -> Cluster:
    if inputs.options.provider:
        # Only who asks for it needs what it imports.
        from conformance.clusters.provided import make_provided

        return make_provided(inputs.options.provider)
    return inputs.existing or own_cluster(inputs.options, progress)


def _told(defect: Exception, report: StandingReport) -> str:
    """Keep a defect's traceback beside the report and return its line for the summary."""
    with report.writing():
        file = report.folder / "defect.txt"
        said = report.redactor.sentence("".join(traceback.format_exception(defect)))
        file.write_text(said, encoding="utf-8", errors="replace")
        report.add_evidence([file])
    return internal_error(f"{type(defect).__name__}: {defect} (traceback in {report.folder.name}/defect.txt)")


def _judged(
    cluster: Cluster,
    inputs: Inputs,
    report: StandingReport,
    progress: Progress,
    judge: Judge,
    ending: Ending,
) -> None:
    api, record = cluster.api(), report.record
    record.cluster = cluster.describe()
    lease = RunLease(api, record.run_id, inputs.options.site)
    earlier = list(islice(runs_like(report.folder.parent, record), RUNS))
    run: Run
    maker = StackMaker(
        api,
        inputs,
        record,
        lambda wait: run.waited(wait),
        progress.awaiting,
        lease,
        report.redactor,
        pinned_images(inputs, api),
    )
    stacks = Stacks(maker)
    run = Run(
        options=inputs.options,
        selection=inputs.selection,
        record=record,
        folder=report.folder,
        progress=progress,
        capabilities=missing_capabilities(api, known=LACKS.get(inputs.options.provider or "")),
        stacks=stacks,
        report=report,
        usual=usual_of(earlier) if inputs.deadline else None,
    )
    progress.expect((promise.identifier for promise in inputs.selection.chosen), usual_seconds(earlier))
    try:
        with first_of_all(stacks.request_teardown) if ending.cluster_stays else nullcontext():
            ending.interrupted = judge(run)
        report.ran(stacks.pods_that_ran())
    except KeyboardInterrupt:
        ending.interrupted = True
    finally:
        end_stacks(stacks, record, ending, keep=inputs.options.keep)
    record.faults += [internal_error(defect) for defect in run.recorder.defects]
    if not ending.interrupted:
        wrong = disagreements(record, run.pytest_outcomes)
        record.faults += [internal_error(f"our verdict on {each} is not pytest's outcome") for each in wrong]
