"""What "nothing left behind" rests on: Kubernetes may have forgotten what a cloud still charges for."""

from __future__ import annotations

from conformance.record import RunRecord

GKE = "gke"


def kept_as_asked(run: RunRecord) -> str:
    """Return what `--keep` left on the cluster; empty where everything was to go."""
    names = ", ".join(run.kept)
    return f"kept as asked: {'namespaces' if len(run.kept) > 1 else 'namespace'} {names}" if run.kept else ""


def as_far_as_known(run: RunRecord) -> str:
    """Return what stands behind "nothing left behind" of `run`; empty where Kubernetes knows it all."""
    if run.cluster.kind != GKE or run.left_behind:
        return ""
    cloud = f"./toxw -e sweep -- --cloud gke --run {run.run_id}"
    return f": gone in Kubernetes; whether in the cloud too says {cloud}"
