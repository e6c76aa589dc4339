"""What a person types to have a run's leavings taken away."""

from __future__ import annotations

import shlex

from conformance.options import Options


def sweep_command(options: Options, run_id: str = "") -> str:
    """Return the sweep of that run, or of all dead ones, on the cluster that `options` name, as typed."""
    words = ["./toxw", "-e", "sweep", "--"]
    if options.in_cluster:
        # Typed by whoever reads the pod's log, who has a context of his own for that cluster.
        words += ["--context", "NAME"]
    for option, value in (
        ("--kubeconfig", options.kubeconfig),
        ("--context", options.context),
        ("--box", options.box),
        ("--namespace", options.namespace),
    ):
        words += [option, str(value)] if value is not None else []
    return shlex.join([*words, *(["--run", run_id] if run_id else [])])
