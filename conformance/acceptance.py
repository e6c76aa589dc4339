"""One run from options to exit code: its record, the judging on a cluster, its reports, its last lines."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial

from conformance.alarm import Prove, prove_alarm
from conformance.clusters.kubebox.options import DEFAULT_NAME
from conformance.clusters.own import name_of_this_box
from conformance.clusters.providers import name_of_this_run
from conformance.compare import Side, read_side
from conformance.compare.end_of_run import compared_at_the_end
from conformance.ending import Ending
from conformance.evidence import hashes_of
from conformance.inputs import Inputs, read_inputs
from conformance.judging_on_cluster import Judge, judge_on_cluster
from conformance.last_lines import last_lines
from conformance.manifests.optional import ADMIN_SERVICE
from conformance.options import FEATURES, SUITE_FOLDER, Options
from conformance.places import give_to_caller
from conformance.progress import Progress, original_console
from conformance.provenance import ClusterFacts
from conformance.record import ProfileRecord, RunRecord
from conformance.report import ReportPaths
from conformance.report.conclude import conclude
from conformance.report.index import write_index
from conformance.report.standing import StandingReport
from conformance.report.unwritable import unwritable
from conformance.run_identity import command_as_typed, git_state, new_run_id, suite_version
from conformance.signals_held import signals_held


def accept(options: Options, arguments: list[str], judge: Judge, prove: Prove | None = None) -> int:
    """Judge every chosen promise and return the exit code; the last five lines printed are the summary,
    and where something of the run may be left a sixth says how to take it away. `prove` tests the alarm.

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
    proof = partial(prove_alarm, arguments=arguments, prove=prove) if prove else None
    try:
        with Progress(console, quiet=options.quiet, say=report.redactor.sentence) as progress:
            judge_on_cluster(inputs, report, progress, judge, ending, proof)
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
        workers=options.workers,
        environment=options.environment,
        manifest_set=options.manifest_set,
        updated_to=options.update.told,
        features=hashes_of(FEATURES.glob("*.feature"), SUITE_FOLDER),
        manifests=hashes_of(files, SUITE_FOLDER),
        cluster=_cluster_to_be(inputs),
        required_not_run=[promise.identifier for promise in (*selection.chosen, *selection.left_out)],
    )


def _cluster_to_be(inputs: Inputs) -> ClusterFacts:
    """Return what is known of the cluster beforehand: a run that gets none is one of that environment too."""
    if inputs.existing:
        return ClusterFacts(inputs.existing.kind, inputs.existing.name)
    if inputs.options.provider:
        return ClusterFacts(inputs.options.provider, name_of_this_run())
    own = DEFAULT_NAME if inputs.options.keep_cluster else name_of_this_box()
    return ClusterFacts("kubebox", inputs.options.box or own)
