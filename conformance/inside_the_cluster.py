"""Whether this is a pod of the cluster that is judged: there kube-proxy stands for what is outside."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.clusters.in_cluster import MOUNT
from conformance.errors import CredentialsRefused

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

SERVICE_HOST = "KUBERNETES_SERVICE_HOST"
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
SHORT_CIRCUIT = "kube-proxy answers there in the load balancer's place"


def why_inside(api: ApiClient, environment: Mapping[str, str], mount: Path = MOUNT) -> str:
    """Return why an address asked from here would not be asked from outside; empty where it would be.

    A pod has `KUBERNETES_SERVICE_HOST` and a token under `mount`. It is one of the judged cluster where both
    are signed for by one authority, or where that cluster has the very pod that the token names; the token is
    read here and never sent. A pod that cannot be told to be elsewhere counts as inside: what is skipped says
    so, and what is kept by a short circuit would not. Raises ClusterUnreachable.
    """
    token = mount / "token"
    if SERVICE_HOST not in environment or not token.is_file():
        return ""
    if _authorities(_text(mount / "ca.crt")) & _authorities_of(api):
        return f"this runner is a pod of this cluster: {SHORT_CIRCUIT}"
    of_pod = _pod_named_in(token.read_text(encoding="utf-8"))
    if of_pod is None:
        return f"this runner is a pod, perhaps of this cluster: {SHORT_CIRCUIT}"
    namespace, name, uid = of_pod
    try:
        found = request(api, "GET", f"/api/v1/namespaces/{namespace}/pods/{name}").content
    except CredentialsRefused:
        return f"this runner is pod {namespace}/{name}, perhaps of this cluster: {SHORT_CIRCUIT}"
    except RequestRefused as refused:
        if refused.status != 404:
            raise
        return ""
    same = found["metadata"]["uid"] == uid
    return f"this runner is pod {namespace}/{name} of this cluster: {SHORT_CIRCUIT}" if same else ""


def _authorities(text: str) -> set[str]:
    return {"".join(found.split()) for found in CERTIFICATE.findall(text)}


def _authorities_of(api: ApiClient) -> set[str]:
    configuration = api.configuration
    inline = configuration.ca_cert_data or ""
    named = _text(Path(configuration.ssl_ca_cert)) if configuration.ssl_ca_cert else ""
    return _authorities(named) | _authorities(inline if isinstance(inline, str) else "")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _pod_named_in(token: str) -> tuple[str, str, str] | None:
    """Return namespace, name and uid of the pod that a service account's token names, if it names one."""
    try:
        payload = token.split(".")[1]
        claims: Any = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        of_kubernetes = claims["kubernetes.io"]
        return of_kubernetes["namespace"], of_kubernetes["pod"]["name"], of_kubernetes["pod"]["uid"]
    except (IndexError, KeyError, TypeError, ValueError):
        return None
