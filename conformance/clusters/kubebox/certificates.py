"""Every certificate and key of a box, each component with one of its own, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.authority import Authority, KeyPair, new_key, pem_of_key, pem_of_public_key
from conformance.clusters.kubebox.likeness.managed import Likeness
from conformance.clusters.kubebox.likeness.programs import NAMESPACE_CLIENT
from conformance.clusters.kubebox.likeness.sign_in import SERVER_CERTIFICATE
from conformance.clusters.kubebox.node import Node

CLIENTS = {
    "admin": ("kubebox-admin", "system:masters"),
    "kube-controller-manager": ("system:kube-controller-manager", ""),
    "kube-scheduler": ("system:kube-scheduler", ""),
    "kube-proxy": ("system:kube-proxy", ""),
    "cloud-controller-manager": ("kubebox:cloud-controller-manager", ""),
    "coredns": ("kubebox:coredns", ""),
}
"""Who each client of the API server says it is: user and group. The `system:` names are those that
Kubernetes' own bootstrap roles are bound to; the node's name is known only later."""


def write_certificates(
    folder: Path, plan: AddressPlan, nodes: Sequence[Node], likeness: Likeness | None = None
) -> dict[str, KeyPair]:
    """Write all certificates and keys into `folder`, and return the clients' pairs by component.

    Files: `ca`, `front-proxy-ca`, `kube-apiserver`, `kubelet-server` (of several nodes `kubelet-server-1` and
    so on, and so are the kubelets' pairs called), `apiserver-to-kubelet`,
    `front-proxy-client`, `admin` (each .crt and .key), `service-accounts.key` and `service-accounts.pub`;
    with a likeness `token-issuer` and `namespace-policy` too.
    """
    folder.mkdir(mode=0o700)
    authority = Authority("kubebox")
    front = Authority("kubebox-front-proxy")
    service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"]
    names = [*service, "kubernetes.default.svc.cluster.local"]
    _write(folder, "ca", authority.pair)
    _write(folder, "front-proxy-ca", front.pair)
    _write(
        folder,
        "kube-apiserver",
        authority.server("kube-apiserver", [*names, nodes[0].name], [plan.node, plan.kubernetes_service]),
    )
    _write(folder, "apiserver-to-kubelet", authority.client("kubebox:apiserver-to-kubelet"))
    _write(folder, "front-proxy-client", front.client("front-proxy-client"))
    _write_service_account_key(folder)
    if likeness:
        _write(folder, SERVER_CERTIFICATE, authority.server(SERVER_CERTIFICATE, [], [plan.node]))
        _write(folder, NAMESPACE_CLIENT, authority.client(f"kubebox:{NAMESPACE_CLIENT}"))
    pairs = {component: authority.client(*who) for component, who in CLIENTS.items()}
    _write(folder, "admin", pairs["admin"])
    for node in nodes:
        user = f"system:node:{node.name}"
        _write(folder, node.called("kubelet-server"), authority.server(user, [node.name], [node.address]))
        pairs[node.called("kubelet")] = authority.client(user, "system:nodes")
    return pairs


def _write(folder: Path, name: str, pair: KeyPair) -> None:
    (folder / f"{name}.crt").write_bytes(pair.certificate)
    write_private(folder / f"{name}.key", pair.key)


def _write_service_account_key(folder: Path) -> None:
    key = new_key()
    write_private(folder / "service-accounts.key", pem_of_key(key))
    (folder / "service-accounts.pub").write_bytes(pem_of_public_key(key))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that was never readable by anybody else, not even for a moment."""
    path.touch(mode=0o600)
    path.write_bytes(content)
