"""The few requests that boot itself sends to the box's API server, over one connection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import urllib3

from conformance.clusters.kubebox.readiness import LOOK_S
from conformance.errors import SetUpFailed

COLLECTIONS = {
    "Node": "/api/v1/nodes",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "FlowSchema": "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
    "MutatingAdmissionPolicy": "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies",
    "MutatingAdmissionPolicyBinding": (
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings"
    ),
    "PriorityLevelConfiguration": "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings",
    "StorageClass": "/apis/storage.k8s.io/v1/storageclasses",
    "PersistentVolume": "/api/v1/persistentvolumes",
}
"""Where each kind of object that boot makes is created."""
REQUEST_S = 5.0
"""A request that takes longer is as good as lost: the server is a process on this machine."""


class ApiServer:
    """The API server as its administrator sees it."""

    def __init__(self, server: str, certificates: Path) -> None:
        """Be ready to talk to `server` with `admin.crt`, `admin.key` and `ca.crt` of `certificates`."""
        self._server = server
        self._connections = urllib3.PoolManager(
            ca_certs=str(certificates / "ca.crt"),
            cert_file=str(certificates / "admin.crt"),
            key_file=str(certificates / "admin.key"),
            timeout=REQUEST_S,
            retries=False,
        )

    def answers(self, path: str) -> bool:
        """Tell whether the server answers that path with 200 by now; no connection is no answer."""
        try:
            answer = self._connections.request("GET", self._server + path, timeout=LOOK_S)
            return answer.status == 200
        except (urllib3.exceptions.HTTPError, OSError):
            return False

    def get(self, path: str) -> dict[str, Any] | None:
        """Return the object at that path; None where there is none, or no answer."""
        try:
            response = self._connections.request("GET", self._server + path)
        except (urllib3.exceptions.HTTPError, OSError):
            return None
        return json.loads(response.data) if response.status == 200 else None

    def create(self, document: dict[str, Any]) -> None:
        """Create an object of one of the COLLECTIONS.

        Raises SetUpFailed with the server's answer where it refuses.
        """
        namespace = document["metadata"].get("namespace", "")
        path = COLLECTIONS[document["kind"]].format(namespace=namespace)
        response = self._connections.request("POST", self._server + path, json=document)
        if response.status not in (200, 201, 202):
            name = f"{document['kind']} {document['metadata']['name']}"
            answer = response.data.decode(errors="replace")
            raise SetUpFailed(f"the box's API server refuses {name}", detail=answer)

    def patch_status(self, path: str) -> dict[str, Any]:
        """Write the status of the object at `path` as it is, past admission, and return the object."""
        response = self._connections.request(
            "PATCH",
            f"{self._server}{path}/status",
            json={},
            headers={"Content-Type": "application/merge-patch+json"},
        )
        if response.status != 200:
            answer = response.data.decode(errors="replace")
            raise SetUpFailed(f"the box's API server refuses a patch of {path}", detail=answer)
        patched: dict[str, Any] = json.loads(response.data)
        return patched

    def close(self) -> None:
        """Close the connections."""
        self._connections.clear()


def node_path(name: str) -> str:
    """Return where the object of a node is."""
    return f"{COLLECTIONS['Node']}/{name}"


def node_is_ready(node: dict[str, Any] | None) -> bool:
    """Tell whether a node object says of itself that it is Ready."""
    conditions = (node or {}).get("status", {}).get("conditions", [])
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def takes_pods(node: dict[str, Any] | None) -> bool:
    """Tell whether a node is Ready and nothing keeps pods off it any more."""
    return node_is_ready(node) and not (node or {}).get("spec", {}).get("taints")
