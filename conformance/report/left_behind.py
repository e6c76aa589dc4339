"""What "nothing left behind" rests on: Kubernetes may have forgotten what a cloud still charges for."""

from __future__ import annotations

from conformance.record import RunRecord

GKE = "gke"


def as_far_as_known(run: RunRecord) -> str:
    """Return what stands behind "nothing left behind" of `run`; empty where Kubernetes knows it all."""
    if run.cluster.kind != GKE or run.left_behind:
        return ""
    cloud = f"./toxw -e sweep -- --cloud gke --run {run.run_id}"
    return f": gone in Kubernetes; whether in the cloud too says {cloud}"
