"""The programs that only a box with a likeness has, and what such a likeness adds to the API server. Pure."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.likeness.sign_in import authentication_file, issuer_file

SUITE = Path(__file__).parents[4]
OBJECTS = Path(__file__).parent / "objects"
NAMESPACE_CLIENT = "namespace-policy"
SEEN = (SUITE, Path(sys.prefix), Path(sys.base_prefix))
"""Folders without which they cannot run; of /var/lib a box sees only what it is told to."""


def api_server_flags(inputs: Inputs) -> list[str]:
    """Return the API server's additional flags; none without a likeness."""
    if inputs.options.like is None:
        return []
    return [
        f"--authentication-config={authentication_file(inputs)}",
        f"--admission-control-config-file={OBJECTS / 'admission.yaml'}",
    ]


def token_issuer(inputs: Inputs) -> list[str]:
    """Return the command of the program that issues tokens."""
    return [*_python("token_issuer"), str(issuer_file(inputs))]


def namespace_policy(inputs: Inputs) -> list[str]:
    """Return the command of the program that gives each namespace its quota and limits."""
    certificates = str(inputs.folder.certificates)
    objects = str(OBJECTS / "namespace.yaml")
    return [*_python("namespace_policy"), inputs.plan.server, certificates, NAMESPACE_CLIENT, objects]


def _python(module: str) -> list[str]:
    # Safe path: nothing is imported from where it happens to be started.
    return ["env", f"PYTHONPATH={SUITE}", sys.executable, "-P", "-m", f"{__package__}.{module}"]
