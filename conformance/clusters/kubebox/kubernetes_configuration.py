"""Configuration of the Kubernetes components of a box, CoreDNS and its cloud, as upstream has it. Pure."""

from __future__ import annotations

from typing import Any

from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import CONTAINERD_SOCKET
from conformance.clusters.kubebox.node_loss import kubelet_renewing

COREDNS_READY_PORT = 10181
KUBE_PROXY_HEALTH_PORT = 10256


def kubelet(inputs: Inputs) -> dict[str, Any]:
    """Return kubelet's configuration: upstream's defaults but for what a guest on a machine must change."""
    folder, certificates, node = inputs.folder, inputs.folder.certificates, inputs.node
    never = "0%"
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": str(node.address),
        "healthzBindAddress": "127.0.0.1",
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(certificates / "ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": str(certificates / f"{node.called('kubelet-server')}.crt"),
        "tlsPrivateKeyFile": str(certificates / f"{node.called('kubelet-server')}.key"),
        "containerRuntimeEndpoint": f"unix://{CONTAINERD_SOCKET}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{node.control_group}",
        "failCgroupV1": False,
        "failSwapOn": False,
        # The file systems are the machine's: how full they are is not the box's to act on.
        "localStorageCapacityIsolation": False,
        "evictionHard": {
            "memory.available": never,
            "nodefs.available": never,
            "nodefs.inodesFree": never,
            "imagefs.available": never,
            "imagefs.inodesFree": never,
        },
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "oomScoreAdj": -999 if inputs.machine.may_lower_oom_score else 0,
        "clusterDomain": "cluster.local",
        "clusterDNS": [str(inputs.plan.node)],
        "resolvConf": str(folder.configuration / "resolv.conf"),
        "podLogsDir": str(node.pod_logs),
        "volumePluginDir": str(node.kubelet / "volume-plugins"),
        "serializeImagePulls": False,
        "registryPullQPS": 0,
        **kubelet_renewing(inputs),
    }


def kube_proxy(inputs: Inputs) -> dict[str, Any]:
    """Return kube-proxy's configuration: iptables mode, and no setting of the machine is written."""
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "iptables",
        "clientConnection": {"kubeconfig": str(inputs.folder.kubeconfig_of("kube-proxy"))},
        "hostnameOverride": inputs.node.name,
        "clusterCIDR": str(inputs.node.cluster_pods),
        "bindAddress": str(inputs.node.address),
        "healthzBindAddress": f"{inputs.node.address}:{KUBE_PROXY_HEALTH_PORT}",
        "metricsBindAddress": "127.0.0.1:10249",
        "nodePortAddresses": ["primary"],
        "oomScoreAdj": -999 if inputs.machine.may_lower_oom_score else 0,
        "iptables": {
            "localhostNodePorts": False,
            # A bridge hides replies between its pods from iptables unless the kernel can show them.
            "masqueradeAll": not inputs.machine.bridges_are_filtered,
            "minSyncPeriod": "0s",
        },
        "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    }


def cloud(inputs: Inputs) -> dict[str, Any]:
    """Return the settings of the load-balancer provider."""
    behaviour = inputs.options.cloud
    return {
        "pool": str(inputs.plan.pool),
        "delay": behaviour.delay,
        "refuse": behaviour.refuse,
        "silent": behaviour.silent,
    }


def corefile(inputs: Inputs) -> str:
    """Return CoreDNS' configuration: the cluster's names and no others, so no question leaves the box."""
    return f"""\
.:53 {{
    bind {inputs.plan.node}
    errors
    ready {inputs.plan.node}:{COREDNS_READY_PORT}
    cache 5
    kubernetes cluster.local in-addr.arpa ip6.arpa {{
        kubeconfig {inputs.folder.kubeconfig_of("coredns")}
        pods insecure
        ttl 5
    }}
}}
"""
