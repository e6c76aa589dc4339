"""One run from options to exit code: cluster, stack, judging, teardown, reports. Read from top to bottom."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from conformance.capabilities import missing_capabilities
from conformance.clusters.cluster import Cluster
from conformance.clusters.own import own_cluster
from conformance.errors import EnvironmentFault
from conformance.inputs import Inputs, read_inputs
from conformance.lease import RunLease
from conformance.options import SUITE_FOLDER, Options
from conformance.places import give_to_caller
from conformance.progress import Progress, original_console
from conformance.record import RunRecord
from conformance.report import (
    disagreements,
    exit_code_of,
    find_previous,
    internal_error,
    summary_lines,
    write_reports,
)
from conformance.run import Run
from conformance.run_identity import command_as_typed, git_state, new_run_id, suite_version
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks

Judge = Callable[[Run], bool]
"""Runs the chosen scenarios over a run; True where it was interrupted."""


def accept(options: Options, arguments: list[str], judge: Judge) -> int:
    """Judge every chosen promise and return the exit code; the last five lines printed are the summary.

    Raises BadInput, ClusterUnreachable or CredentialsRefused before anything has been deployed or written.
    """
    inputs = read_inputs(options)
    record = _new_record(inputs, arguments)
    folder = options.reports.resolve() / record.run_id
    console = original_console(1)
    with Progress(console) as progress:
        interrupted = _judged_on_a_cluster(inputs, record, folder, progress, judge)
    record.finished = datetime.now(UTC)
    record.exit_code = exit_code_of(record, interrupted, options.accepted_missing)
    previous = find_previous(folder.parent, record)
    paths = write_reports(record, folder, previous)
    give_to_caller(folder.parent)
    for line in summary_lines(record, paths, previous):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return int(record.exit_code)


def _new_record(inputs: Inputs, arguments: list[str]) -> RunRecord:
    git = git_state(SUITE_FOLDER)
    return RunRecord(
        run_id=new_run_id(),
        command=command_as_typed(os.environ, arguments),
        started=datetime.now(UTC),
        suite_version=suite_version(SUITE_FOLDER),
        git_commit=git.commit,
        git_dirty=git.dirty,
        profiles=inputs.options.profiles,
        manifest_set=inputs.options.manifest_set,
        required_not_run=[promise.identifier for promise in inputs.selection.left_out],
    )


def _judged_on_a_cluster(
    inputs: Inputs, record: RunRecord, folder: Path, progress: Progress, judge: Judge
) -> bool:
    """Fill the record; return whether the run was interrupted."""
    if not inputs.selection.chosen:
        return False
    try:
        cluster: Cluster = inputs.existing or own_cluster(inputs.options, progress)
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
        return False
    except KeyboardInterrupt:
        return True
    interrupted = False
    try:
        interrupted = _judged(cluster, inputs, record, folder, progress, judge)
    except KeyboardInterrupt:
        interrupted = True
    except EnvironmentFault as fault:
        record.faults.append(str(fault))
    except Exception as defect:
        # Whatever it is, the report must be written.
        record.faults.append(_told(defect, folder))
    finally:
        if record.faults or any(scenario.reason for scenario in record.scenarios):
            cluster.collect_logs(folder / "evidence" / "cluster")
        record.left_behind += cluster.close()
    return interrupted


def _told(defect: Exception, folder: Path) -> str:
    """Keep a defect's traceback beside the report and return its line for the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "defect.txt").write_text("".join(traceback.format_exception(defect)), encoding="utf-8")
    return internal_error(f"{type(defect).__name__}: {defect} (traceback in {folder.name}/defect.txt)")


def _judged(
    cluster: Cluster, inputs: Inputs, record: RunRecord, folder: Path, progress: Progress, judge: Judge
) -> bool:
    api = cluster.api()
    record.cluster = cluster.describe()
    lease = RunLease(api, record.run_id)
    run: Run
    maker = StackMaker(api, inputs, record, lambda wait: run.waited(wait), progress.awaiting, lease)
    stacks = Stacks(maker)
    run = Run(
        options=inputs.options,
        selection=inputs.selection,
        record=record,
        folder=folder,
        progress=progress,
        capabilities=missing_capabilities(api),
        stacks=stacks,
    )
    progress.expect(len(inputs.selection.chosen))
    interrupted = True
    try:
        interrupted = judge(run)
        record.images = stacks.images()
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
    if interrupted and not thrown_away:
        not_asked = stacks.request_teardown()
        record.left_behind += not_asked or [
            f"namespace {name}: its deletion is requested, not proven" for name in stacks.namespaces
        ]
    elif not options.keep and not thrown_away:
        record.left_behind += stacks.take_away()
    stacks.close()
