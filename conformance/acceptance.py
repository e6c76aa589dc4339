"""One run from options to exit code: cluster, stack, judging, teardown, reports. Read from top to bottom."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice

from conformance.capabilities import missing_capabilities
from conformance.clusters.cluster import Cluster
from conformance.clusters.own import left_of_interrupted_boot, own_cluster
from conformance.clusters.providers import LACKS
from conformance.compare import read_side
from conformance.compare.end_of_run import compared_at_the_end
from conformance.errors import EnvironmentFault
from conformance.evidence import EVIDENCE, hashes_of
from conformance.inputs import Inputs, read_inputs
from conformance.last_lines import last_lines
from conformance.lease import RunLease
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.options import FEATURES, SUITE_FOLDER, Options
from conformance.pinned_images import pinned_images
from conformance.places import give_to_caller
from conformance.progress import Progress, original_console
from conformance.record import ProfileRecord, RunRecord
from conformance.report import ReportPaths, disagreements, internal_error
from conformance.report.conclude import conclude
from conformance.report.history import runs_like
from conformance.report.index import write_index
from conformance.report.standing import StandingReport
from conformance.run import Run
from conformance.run_identity import command_as_typed, git_state, new_run_id, suite_version
from conformance.signals_held import signals_held
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks
from conformance.time_left import RUNS, usual_seconds

Judge = Callable[[Run], bool]
"""Runs the chosen scenarios over a run; True where it was interrupted."""


def accept(options: Options, arguments: list[str], judge: Judge) -> int:
    """Judge every chosen promise and return the exit code; the last five lines printed are the summary.

    Ctrl-C (or SIGTERM) ends the judging, once more the clean-up; the reports are written whatever is pressed.
    Raises BadInput, ClusterUnreachable or CredentialsRefused before anything has been deployed or written.
    """
    inputs = read_inputs(options)
    baseline = read_side(options.baseline, options.reports) if options.baseline else None
    record = _new_record(inputs, arguments)
    report = StandingReport(record, options.reports.resolve() / record.run_id)
    report.begin()
    console = original_console(1)
    interrupted = True
    with suppress(KeyboardInterrupt), Progress(console, quiet=options.quiet) as progress:
        interrupted = _judged_on_a_cluster(inputs, report, progress, judge)
    with signals_held():
        code = conclude(report, interrupted)
        compared = compared_at_the_end(record, ReportPaths(report.folder), baseline, report.previous)
        write_index(report.folder.parent)
        report.link_what_is_beside()
        give_to_caller(report.folder.parent)
        for line in last_lines(options, record, report.previous, compared):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return int(code)


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


def _judged_on_a_cluster(inputs: Inputs, report: StandingReport, progress: Progress, judge: Judge) -> bool:
    """Fill the record; return whether the run was interrupted."""
    record = report.record
    if not inputs.selection.chosen:
        return False
    try:
        cluster = _cluster(inputs, progress)
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
        return False
    except KeyboardInterrupt:
        record.left_behind += left_of_interrupted_boot()
        return True
    interrupted = False
    try:
        interrupted = _judged(cluster, inputs, report, progress, judge)
    except KeyboardInterrupt:
        interrupted = True
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
    except Exception as defect:
        # Whatever it is, the report must be written.
        record.faults.append(_told(defect, report))
    finally:
        interrupted = _let_go(cluster, report) or interrupted
    return interrupted


def _let_go(cluster: Cluster, report: StandingReport) -> bool:
    """Keep the cluster's logs where they tell something, and give it up; was that interrupted?"""
    record, interrupted = report.record, False
    try:
        if record.faults or any(scenario.reason for scenario in record.scenarios):
            report.add_evidence(cluster.collect_logs(report.folder / EVIDENCE / "cluster"))
    except KeyboardInterrupt:
        interrupted = True
    try:
        record.left_behind += cluster.close()
    except KeyboardInterrupt:
        record.left_behind.append(f"{cluster.kind} {cluster.name}: its removal was interrupted")
        interrupted = True
    return interrupted


def _cluster(inputs: Inputs, progress: Progress) -> Cluster:
    if inputs.options.provider:
        # Only who asks for it needs what it imports.
        from conformance.clusters.provided import make_provided

        return make_provided(inputs.options.provider)
    return inputs.existing or own_cluster(inputs.options, progress)


def _told(defect: Exception, report: StandingReport) -> str:
    """Keep a defect's traceback beside the report and return its line for the summary."""
    file = report.folder / "defect.txt"
    file.write_text("".join(traceback.format_exception(defect)), encoding="utf-8")
    report.add_evidence([file])
    return internal_error(f"{type(defect).__name__}: {defect} (traceback in {report.folder.name}/defect.txt)")


def _judged(
    cluster: Cluster, inputs: Inputs, report: StandingReport, progress: Progress, judge: Judge
) -> bool:
    api, record = cluster.api(), report.record
    record.cluster = cluster.describe()
    lease = RunLease(api, record.run_id, inputs.options.site)
    run: Run
    pins = pinned_images(inputs, api)
    maker = StackMaker(api, inputs, record, lambda wait: run.waited(wait), progress.awaiting, lease, pins)
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
    )
    earlier = islice(runs_like(report.folder.parent, record), RUNS)
    progress.expect((promise.identifier for promise in inputs.selection.chosen), usual_seconds(earlier))
    interrupted = True
    try:
        interrupted = judge(run)
        report.ran(stacks.pods_that_ran())
    finally:
        _end(cluster, stacks, inputs.options, record, interrupted)
    record.faults += [internal_error(defect) for defect in run.recorder.defects]
    if not interrupted:
        wrong = disagreements(record, run.pytest_outcomes)
        record.faults += [internal_error(f"our verdict on {each} is not pytest's outcome") for each in wrong]
    return interrupted


def _end(cluster: Cluster, stacks: Stacks, options: Options, record: RunRecord, interrupted: bool) -> None:
    """Take the stack away, unless it is to be kept or its whole cluster is thrown away."""
    thrown_away = cluster.made_by_suite and not options.cluster_stays
    try:
        if interrupted and not thrown_away:
            not_asked = stacks.request_teardown()
            record.left_behind += not_asked or _of_each(stacks, "its deletion is requested, not proven")
        elif not options.keep and not thrown_away:
            record.left_behind += stacks.take_away()
    except KeyboardInterrupt:
        record.left_behind += _of_each(stacks, "its deletion was interrupted")
        raise
    finally:
        stacks.close(cluster_stays=not thrown_away)


def _of_each(stacks: Stacks, what: str) -> list[str]:
    return [f"namespace {name}: {what}" for name in stacks.namespaces]
