"""The command that takes away what an interrupted run could not wait for; pure."""

from __future__ import annotations

import shlex

from conformance.options import Options
from conformance.stack import RUN_LABEL


def removal_command(options: Options, run_id: str, cluster: str) -> str:
    """Return what to type; `cluster` is the name of the cluster on which the run was.

    A box of the run's own goes as a whole; on any other cluster the namespaces go by the run's label, and
    kubectl waits until they are gone.
    """
    if not options.existing_cluster and not options.cluster_stays:
        return "./toxw -e cluster -- down --all"
    namespaces = ["delete", "namespace", "-l", f"{RUN_LABEL}={run_id}"]
    if not options.existing_cluster:
        return shlex.join(["./toxw", "-e", "cluster", "--", "--name", cluster, "kubectl", *namespaces])
    where = ["--kubeconfig", str(options.kubeconfig)] if options.kubeconfig else []
    where += ["--context", options.context] if options.context else []
    return shlex.join(["kubectl", *where, *namespaces])
