"""Take away what dead runs left on a cluster, and prove it gone: never a live run's, never what no run made.

A run counts as dead when its Leases have run out by the API server's clock, or when it has given them up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.cluster_time import cluster_time
from conformance.clusters.cluster import Cluster
from conformance.clusters.existing import find_existing
from conformance.clusters.kubebox.options import DEFAULT_NAME
from conformance.clusters.own import named_box
from conformance.durations import read_duration
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.patience import Patience
from conformance.report.phrases import count, one_line, utc
from conformance.sweep.choice import Choice, check_run_id, choose_dead, choose_named
from conformance.sweep.given_namespace import find_runs_in, given_elsewhere, take_away_in
from conformance.sweep.runs import find_runs
from conformance.sweep.taking_away import take_away
from conformance.wait import Waiter
from verbs._arguments import VerbParser, run_verb, told_in_one_line
from verbs._cloud_sweep import swept_cloud

EPILOG = """\
exit codes: 0 nothing to take away, or all of it is gone; 2 interrupted; 4 bad input, and a run that was
named and is alive; 6 the cluster does not answer or refuses; 7 something remains, which is named with its
finalizer.
"""


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` ask for; what was typed wrongly is told in one line on stderr."""
    asked = _parser().parse_args(arguments)
    try:
        return told_in_one_line("sweep", lambda: _swept(asked))
    except KeyboardInterrupt:
        print(
            "sweep: interrupted; what was asked to go goes on going: sweep again to see it gone",
            file=sys.stderr,
        )
        return ExitCode.INTERRUPTED


def _parser() -> VerbParser:
    parser = VerbParser("sweep", __doc__)
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    where = parser.add_argument_group(f"where (without these: the kept box {DEFAULT_NAME!r})")
    where.add_argument("--kubeconfig", type=Path, metavar="FILE", help="the cluster of this kubeconfig")
    where.add_argument("--context", metavar="NAME", help="this context; of $KUBECONFIG without --kubeconfig")
    where.add_argument("--box", metavar="NAME", help="a kubebox that is up")
    where.add_argument("--namespace", metavar="NAME", help="the one namespace that runs were given")
    what = parser.add_argument_group("what")
    what.add_argument("--run", metavar="ID", help="only what this run left; refused while it is alive")
    what.add_argument(
        "--older-than", metavar="AGE", help="only runs without a sign of life for so long, e.g. 2h"
    )
    what.add_argument("--dry-run", action="store_true", help="only say what would be taken away")
    cloud = parser.add_argument_group("in the cloud, which Kubernetes may have forgotten")
    cloud.add_argument("--cloud", choices=("gke",), help="print queries, which only read, for you to run")
    cloud.add_argument("--read", type=Path, metavar="FOLDER", help="with --cloud: what their answers hold")
    parser.add_argument(
        "--patience", action="append", default=[], metavar="EVENT=SECONDS", help="e.g. namespace-gone=1200"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _swept(asked: argparse.Namespace) -> ExitCode:
    if asked.run and asked.older_than:
        raise BadInput("--run names a run, and --older-than chooses among all", "give one of them")
    run_id = check_run_id(asked.run) if asked.run else ""
    older_than = read_duration("--older-than", asked.older_than) if asked.older_than else 0.0
    if asked.cloud:
        return swept_cloud(asked, run_id)
    if asked.read:
        raise BadInput("--read: answers of which cloud?", "add --cloud gke")
    cluster = _cluster(asked)
    patience = Patience.for_cluster(kubebox=cluster.kind == "kubebox").with_overrides(asked.patience)
    api = cluster.api()
    now = cluster_time(api)
    runs, kinds = find_runs_in(api, asked.namespace) if asked.namespace else (find_runs(api), {})
    choice = choose_named(runs, run_id, now) if run_id else choose_dead(runs, now, older_than)
    _tell(choice, run_id, cluster.name)
    for given_run, place in () if asked.namespace else given_elsewhere(api):
        _say(f"not looked at: run {given_run} was given namespace {place}; with --namespace {place} it is")
    if asked.dry_run:
        _say("nothing was touched (--dry-run)")
    if asked.dry_run or not choice.dead:
        return ExitCode.KEPT
    waiter = Waiter(None, patience, progress=lambda wait: _say(wait.last_seen))
    if asked.namespace:
        dead = {run.run_id: kinds[run.run_id] for run in choice.dead}
        remains = take_away_in(api, asked.namespace, dead, waiter, _say)
        what = f"what {count(len(dead), 'run')} made in namespace {asked.namespace}"
    else:
        namespaces = [name for run in choice.dead for name in run.namespaces]
        remains = take_away(api, namespaces, waiter, _say)
        what = count(len(namespaces), "namespace")
    for line in remains:
        _say(f"remains: {line}")
    _say(f"{count(len(remains), 'thing')} left behind" if remains else _gone(what, cluster))
    return ExitCode.LEFT_BEHIND if remains else ExitCode.KEPT


def _cluster(asked: argparse.Namespace) -> Cluster:
    existing = asked.kubeconfig is not None or asked.context is not None
    if existing and asked.box:
        raise BadInput("--box names a cluster, and so does --kubeconfig or --context", "give one of them")
    if existing:
        return find_existing(asked.kubeconfig, asked.context)
    try:
        return named_box(asked.box or DEFAULT_NAME)
    except BadInput as error:
        if asked.box:
            raise
        raise BadInput(
            error.message, "name the cluster: --kubeconfig FILE, --context NAME or --box NAME"
        ) from error


def _tell(choice: Choice, run_id: str, cluster: str) -> None:
    for run, why in choice.let_be:
        _say(f"left alone: run {run.run_id}, {count(len(run.namespaces), 'namespace')}: {why}")
    for run in choice.dead:
        _say(f"dead: run {run.run_id}, last sign of life {utc(run.last_sign)}: {', '.join(run.namespaces)}")
    if not choice.dead:
        whose = f"of run {run_id}" if run_id else "of a dead run"
        _say(f"nothing {whose} is on {cluster}")


def _gone(what: str, cluster: Cluster) -> str:
    in_cloud = " (in the cloud too? ./toxw -e sweep -- --cloud gke)" if cluster.kind == "gke" else ""
    return f"{what} gone in Kubernetes{in_cloud}"


def _say(line: str) -> None:
    print(one_line(line), flush=True)


if __name__ == "__main__":
    run_verb(main)
