"""The kubeconfig of a service account that has what was bound to it and nothing else."""

from __future__ import annotations

from pathlib import Path

from kubernetes.client import ApiClient

from conformance.api_requests import request
from conformance.clusters.kubebox.box import Box
from conformance.rights.account_kubeconfig import write_account_kubeconfig
from conformance.rights.roles import ACCOUNT


def account_of_role(box: Box, api: ApiClient, accounts: str, folder: Path) -> Path:
    """Return a kubeconfig in `folder` with a token of the suite's account below the API's path `accounts`."""
    asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    token = request(api, "POST", f"{accounts}/{ACCOUNT}/token", body=asked).content["status"]["token"]
    file = folder / "kubeconfig"
    write_account_kubeconfig(file, box.kubeconfig, token)
    return file
