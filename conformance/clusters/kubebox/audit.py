"""The audit log of a box's API server: who asked for what, for who wants to know what he needs. Pure."""

from __future__ import annotations

from typing import Any

from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import BoxFolder

POLICY_FILE = "audit-policy.yaml"
OWN_GROUPS = ("system:masters", "system:nodes", "system:serviceaccounts:kube-system")
OWN_USERS = (
    "system:apiserver",
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "system:kube-proxy",
    "kubebox:cloud-controller-manager",
    "kubebox:coredns",
)
"""The box's administrator and its own components: what they ask is no user's."""


def policy() -> dict[str, Any]:
    """Return the audit policy: of every user's request who, what and how it ended, and no bodies."""
    return {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        # The request is told of again with its end; a watch with its beginning.
        "omitStages": ["RequestReceived"],
        "rules": [
            {"level": "None", "userGroups": list(OWN_GROUPS)},
            {"level": "None", "users": list(OWN_USERS)},
            {"level": "Metadata"},
        ],
    }


def audit_log(folder: BoxFolder) -> str:
    """Return where a box that was asked for an audit log has it: a JSON object a line."""
    return str(folder.path / "audit.log")


def flags(inputs: Inputs) -> list[str]:
    """Return what the API server is told of it; nothing where no audit log was asked for."""
    if not inputs.options.audit:
        return []
    return [
        f"--audit-policy-file={inputs.folder.configuration / POLICY_FILE}",
        f"--audit-log-path={audit_log(inputs.folder)}",
    ]
