"""The programs that make a box a Kubernetes, each with its upstream flags. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.clusters.kubebox import audit
from conformance.clusters.kubebox.addresses import API_PORT, SERVICES
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import ETCD_SOCKET, RUN
from conformance.clusters.kubebox.likeness.programs import api_server_flags, namespace_policy, token_issuer
from conformance.clusters.kubebox.load_balancer_command import load_balancer
from conformance.clusters.kubebox.node import Node
from conformance.clusters.kubebox.node_loss import api_server_losing_nodes, controllers_losing_nodes

Command = list[str]


@dataclass(frozen=True)
class Component:
    """A program of the box: its name, as `logs` and `pause` take it, and how it is called."""

    name: str
    command: Callable[[Inputs], Command]


def _etcd(inputs: Inputs) -> Command:
    # One member, thrown away with the box: nothing needs to reach the disk, and no election needs a second.
    # Only root can open the socket, so it asks nobody who they are. What is advertised must have a port and
    # is used by nobody.
    return [
        *_kubebox(inputs, "etcd"),
        f"--name={inputs.options.name}",
        f"--data-dir={RUN / 'etcd'}",
        f"--listen-client-urls=unix://{ETCD_SOCKET}",
        "--advertise-client-urls=http://127.0.0.1:2379",
        f"--listen-peer-urls=unix://{RUN / 'etcd-peer.sock'}",
        "--unsafe-no-fsync",
        "--heartbeat-interval=10",
        "--election-timeout=100",
        "--log-level=warn",
    ]


def _kube_apiserver(inputs: Inputs) -> Command:
    certificates, node = inputs.folder.certificates, inputs.plan.node
    return [
        *_kubebox(inputs, "kube-apiserver"),
        f"--etcd-servers=unix://{ETCD_SOCKET}",
        f"--bind-address={node}",
        f"--advertise-address={node}",
        f"--secure-port={API_PORT}",
        f"--service-cluster-ip-range={SERVICES}",
        "--anonymous-auth=false",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        f"--client-ca-file={certificates / 'ca.crt'}",
        f"--tls-cert-file={certificates / 'kube-apiserver.crt'}",
        f"--tls-private-key-file={certificates / 'kube-apiserver.key'}",
        f"--kubelet-certificate-authority={certificates / 'ca.crt'}",
        f"--kubelet-client-certificate={certificates / 'apiserver-to-kubelet.crt'}",
        f"--kubelet-client-key={certificates / 'apiserver-to-kubelet.key'}",
        # Else logs and exec look up the node's name, which no DNS knows.
        "--kubelet-preferred-address-types=InternalIP",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-key-file={certificates / 'service-accounts.pub'}",
        f"--service-account-signing-key-file={certificates / 'service-accounts.key'}",
        f"--requestheader-client-ca-file={certificates / 'front-proxy-ca.crt'}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        f"--proxy-client-cert-file={certificates / 'front-proxy-client.crt'}",
        f"--proxy-client-key-file={certificates / 'front-proxy-client.key'}",
        *audit.flags(inputs),
        *api_server_losing_nodes(inputs),
        *api_server_flags(inputs),
    ]


def _kube_controller_manager(inputs: Inputs) -> Command:
    certificates = inputs.folder.certificates
    return [
        *_kubebox(inputs, "kube-controller-manager"),
        *_as_client(inputs, "kube-controller-manager"),
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--use-service-account-credentials=true",
        f"--root-ca-file={certificates / 'ca.crt'}",
        f"--service-account-private-key-file={certificates / 'service-accounts.key'}",
        f"--cluster-signing-cert-file={certificates / 'ca.crt'}",
        f"--cluster-signing-key-file={certificates / 'ca.key'}",
        *controllers_losing_nodes(inputs),
    ]


def _kube_scheduler(inputs: Inputs) -> Command:
    return [
        *_kubebox(inputs, "kube-scheduler"),
        *_as_client(inputs, "kube-scheduler"),
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
    ]


def _cloud_controller_manager(inputs: Inputs) -> Command:
    return [
        *_kubebox(inputs, "cloud-controller-manager"),
        *_as_client(inputs, "cloud-controller-manager"),
        "--cloud-provider=kubebox",
        f"--cloud-config={inputs.folder.configuration / 'cloud.yaml'}",
        "--controllers=service-lb-controller",
        "--configure-cloud-routes=false",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
    ]


def _kubelet(inputs: Inputs) -> Command:
    return [
        *_kubebox(inputs, "kubelet"),
        f"--config={inputs.node.configuration / 'kubelet.yaml'}",
        f"--kubeconfig={inputs.node.kubeconfig}",
        f"--hostname-override={inputs.node.name}",
        f"--node-ip={inputs.node.address}",
        f"--root-dir={inputs.node.kubelet}",
    ]


def _kube_proxy(inputs: Inputs) -> Command:
    return [*_kubebox(inputs, "kube-proxy"), f"--config={inputs.node.configuration / 'kube-proxy.yaml'}"]


def _containerd(inputs: Inputs) -> Command:
    configuration = inputs.node.configuration / "containerd.toml"
    return [str(inputs.programs / "containerd"), "--config", str(configuration)]


def _coredns(inputs: Inputs) -> Command:
    return [str(inputs.programs / "coredns"), "-conf", str(inputs.folder.configuration / "Corefile")]


def _registry(inputs: Inputs) -> Command:
    return [str(inputs.programs / "registry"), "serve", str(inputs.folder.configuration / "registry.yaml")]


def _kubebox(inputs: Inputs, program: str) -> Command:
    return [str(inputs.programs / "kubebox"), program]


def _as_client(inputs: Inputs, component: str) -> Command:
    kubeconfig = inputs.folder.kubeconfig_of(component)
    return [
        f"--kubeconfig={kubeconfig}",
        f"--authentication-kubeconfig={kubeconfig}",
        f"--authorization-kubeconfig={kubeconfig}",
        # Upstream's 20 requests a second would spread the start of the controllers over four seconds.
        "--kube-api-qps=300",
        "--kube-api-burst=600",
    ]


ETCD = Component("etcd", _etcd)
KUBE_APISERVER = Component("kube-apiserver", _kube_apiserver)
KUBE_CONTROLLER_MANAGER = Component("kube-controller-manager", _kube_controller_manager)
KUBE_SCHEDULER = Component("kube-scheduler", _kube_scheduler)
CLOUD_CONTROLLER_MANAGER = Component("cloud-controller-manager", _cloud_controller_manager)
LOAD_BALANCER = Component("load-balancer", load_balancer)
KUBELET = Component("kubelet", _kubelet)
KUBE_PROXY = Component("kube-proxy", _kube_proxy)
CONTAINERD = Component("containerd", _containerd)
COREDNS = Component("coredns", _coredns)
REGISTRY = Component("registry", _registry)
TOKEN_ISSUER = Component("token-issuer", token_issuer)
NAMESPACE_POLICY = Component("namespace-policy", namespace_policy)

COMPONENTS = (
    ETCD,
    KUBE_APISERVER,
    KUBE_CONTROLLER_MANAGER,
    KUBE_SCHEDULER,
    CLOUD_CONTROLLER_MANAGER,
    KUBELET,
    KUBE_PROXY,
    CONTAINERD,
    COREDNS,
    REGISTRY,
)
"""All of a plain box with one node; `pause`, `resume` and `logs` take these names."""
ON_EACH_NODE = (KUBELET, KUBE_PROXY, CONTAINERD)
"""What each of several nodes has: there they are called `kubelet-1` and so on."""
OF_A_LIKENESS = (TOKEN_ISSUER, NAMESPACE_POLICY)
"""Those that only a box with a likeness has besides."""


def on_node(component: Component, node: Node) -> Component:
    """Return the component as it is called on that node."""
    return replace(component, name=node.called(component.name))
