"""Upstream's kubectl, as the administrator of a box."""

from __future__ import annotations

import subprocess

from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.kept import KeptBox


def kubectl(box: Box | KeptBox, *words: str, given: str = "") -> str:
    """Return what kubectl prints, with `given` on its stdin; raises CalledProcessError where it fails."""
    return subprocess.run(
        [f"{box.state.programs}/kubebox", "kubectl", f"--kubeconfig={box.kubeconfig}", *words],
        input=given,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
