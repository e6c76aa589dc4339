"""`./toxw -e sweep -- --cloud gke`: which queries to ask, and what their answers say is left."""

from __future__ import annotations

import argparse

from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.report.phrases import count, one_line
from conformance.sweep.gke import queries, read_answers, told

FOLDER = "gke-leftovers"
NOT_WITH = ("kubeconfig", "context", "box", "older_than", "dry_run", "patience")


def swept_cloud(asked: argparse.Namespace, run_id: str) -> ExitCode:
    """Print the queries, or with `--read` what their answers hold; nothing is asked of any cluster or cloud.

    Raises BadInput for an option that needs a cluster, and for answers that are missing.
    """
    for name in NOT_WITH:
        if getattr(asked, name):
            raise BadInput(f"--{name.replace('_', '-')} asks for a cluster, and --cloud for none", "drop one")
    if asked.read is None:
        print(*queries(FOLDER), sep="\n")
        run = f" --run {run_id}" if run_id else ""
        print(f"./toxw -e sweep -- --cloud {asked.cloud} --read {FOLDER}{run}")
        return ExitCode.KEPT
    leftovers = read_answers(asked.read, run_id)
    for line in told(leftovers):
        print(one_line(f"remains: {line}"))
    whose = f"run {run_id}" if run_id else "any run"
    if not leftovers:
        print(f"gone in the cloud too: nothing of {whose} is in {asked.read}")
        return ExitCode.KEPT
    print(
        f"{count(len(leftovers), 'thing')} of {whose} in the cloud; a run that is alive still needs its own"
    )
    return ExitCode.LEFT_BEHIND
