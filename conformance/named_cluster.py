"""The cluster that the command line names: one, and one that fits the other options; pure."""

from __future__ import annotations

import argparse

from conformance.clusters.kubebox.likeness.managed import likeness_named
from conformance.clusters.providers import PROVIDERS
from conformance.errors import BadInput


def names_one_that_exists(read: argparse.Namespace) -> bool:
    """Return whether a cluster is named that was there before the run, and outlives it."""
    return bool(read.kubeconfig or read.context or read.box or read.in_cluster)


def refuse_two_clusters(read: argparse.Namespace) -> None:
    """Raise BadInput where more than one is named, or an option is not for the one that is."""
    if likeness_named(read.like) and (read.kubeconfig or read.context or read.provider or read.in_cluster):
        raise BadInput("--like is for kubebox, and another cluster is named", "leave one of them out")
    if read.box and (read.kubeconfig or read.context):
        raise BadInput("--box names a cluster, and so does --kubeconfig or --context", "give one of them")
    if read.in_cluster and (read.box or read.kubeconfig or read.context or read.provider):
        raise BadInput(
            "--in-cluster is the cluster of this pod, and another one is named", "give one of them"
        )
    if read.provider is None:
        return
    if read.provider not in PROVIDERS:
        raise BadInput(f"there is no provider {read.provider!r}", f"providers are {', '.join(PROVIDERS)}")
    if read.box or read.kubeconfig or read.context:
        raise BadInput("--provider makes a cluster, and another one is named", "give one of them")
    if read.keep_cluster or read.subnet:
        raise BadInput("--keep-cluster and --subnet are for kubebox", f"leave them out with {read.provider}")


def refuse_keep_where_all_goes(read: argparse.Namespace) -> None:
    """Raise BadInput where `--keep` would leave a stack on a cluster that goes with the run."""
    if read.keep and not (names_one_that_exists(read) or read.keep_cluster):
        raise BadInput(
            "--keep leaves a stack on its cluster, and the run's own goes",
            "name one that stays: --context, --box or --keep-cluster",
        )
