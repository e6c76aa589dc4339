"""The command that takes away what a run left; pure."""

from __future__ import annotations

import shlex

from conformance.clusters.providers import DELETION
from conformance.options import Options
from conformance.sweep.command import sweep_command


def removal_command(options: Options, run_id: str, cluster: str) -> str:
    """Return what to type; `cluster` is the cluster's name, an empty `run_id` stands for all dead runs.

    A cluster of the run's own goes as a whole, and no box of anybody else with it; from any other a sweep
    takes the run's namespaces, and waits until they are gone.
    """
    if options.existing_cluster or options.cluster_stays:
        return sweep_command(options, run_id)
    if options.provider:
        return shlex.join([*DELETION[options.provider], cluster])
    return shlex.join(["./toxw", "-e", "cluster", "--", "down", "--name", cluster])
