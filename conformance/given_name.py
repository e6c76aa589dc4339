"""`--namespace`: which namespace may be given to a run, and with which other options."""

from __future__ import annotations

import argparse
import re

from conformance.errors import BadInput
from conformance.named_cluster import names_one_that_exists
from conformance.parallel.number import read_workers

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A namespace's name is a DNS label (RFC 1123)."""
OF_THE_CLUSTER = "kube-"
"""How the namespaces begin that Kubernetes keeps for itself."""


def refuse_unusable(read: argparse.Namespace) -> None:
    """Raise BadInput where the namespace that is given cannot be one, or has no cluster; pure."""
    name = read.namespace
    if not name:
        return
    if not LABEL.fullmatch(name):
        raise BadInput(
            f"--namespace {name!r} is no name of a namespace",
            "at most 63 lower-case letters, digits and dashes, the first and last no dash",
        )
    if name.startswith(OF_THE_CLUSTER):
        raise BadInput(f"--namespace {name}: it is the cluster's own", "name one that is yours")
    if not names_one_that_exists(read):
        raise BadInput(
            f"--namespace {name}: of which cluster?",
            "name one that exists: --kubeconfig, --context, --box or --in-cluster",
        )
    if read.keep:
        raise BadInput(
            "--keep leaves stacks, and in one namespace there is room for one only", "leave one of them out"
        )
    if read_workers(read.workers) > 1:
        raise BadInput(
            "-n judges on several stacks at once, and in one namespace there is room for one only",
            "leave one of them out",
        )
