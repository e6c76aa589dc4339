"""The configuration files of a box's components, as upstream documents them. Pure but for the writing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from conformance.clusters.kubebox.addresses import PODS, AddressPlan
from conformance.clusters.kubebox.layout import CONTAINERD_SOCKET, RUN, BoxFolder
from conformance.clusters.kubebox.machine import Machine
from conformance.clusters.kubebox.options import BoxOptions

SANDBOX_IMAGE = "registry.k8s.io/pause:3.10"
COREDNS_READY_PORT = 10181
KUBE_PROXY_HEALTH_PORT = 10256


@dataclass(frozen=True)
class Inputs:
    """What the files are made from."""

    folder: BoxFolder
    options: BoxOptions
    plan: AddressPlan
    machine: Machine
    programs: Path
    registry: Path
    """The storage root of the image registry."""
    store: Path
    """containerd's root folder."""


def write_configuration(inputs: Inputs) -> None:
    """Write every file below the box's `configuration` folder."""
    folder = inputs.folder
    for path in (folder.configuration, folder.network_plugins, folder.registries / "_default"):
        path.mkdir(parents=True)
    texts = {
        "containerd.toml": containerd(inputs),
        "registry.yaml": yaml.safe_dump(registry(inputs)),
        "kubelet.yaml": yaml.safe_dump(kubelet(inputs)),
        "kube-proxy.yaml": yaml.safe_dump(kube_proxy(inputs)),
        "cloud.yaml": yaml.safe_dump(cloud(inputs)),
        "Corefile": corefile(inputs),
        "resolv.conf": f"nameserver {inputs.plan.node}\n",
        "cni/10-kubebox.conflist": json.dumps(pod_network(), indent=2),
        "registries/_default/hosts.toml": registry_of_every_name(inputs),
    }
    for name, text in texts.items():
        (folder.configuration / name).write_text(text)


def containerd(inputs: Inputs) -> str:
    """Return containerd's configuration, format 3."""
    restricted = str(not inputs.machine.may_lower_oom_score).lower()
    return f"""\
version = 3
root = '{inputs.store}'
state = '{CONTAINERD_SOCKET.parent}'
disabled_plugins = ['io.containerd.nri.v1.nri']

[grpc]
address = '{CONTAINERD_SOCKET}'

[plugins.'io.containerd.cri.v1.images']
snapshotter = '{inputs.machine.snapshotter}'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '{SANDBOX_IMAGE}'

[plugins.'io.containerd.cri.v1.images'.registry]
config_path = '{inputs.folder.registries}'

# Pulls go through this service, which by itself knows overlayfs only. The platform is this machine's.
[[plugins.'io.containerd.transfer.v1.local'.unpack_config]]
platform = 'linux'
snapshotter = '{inputs.machine.snapshotter}'

[plugins.'io.containerd.cri.v1.runtime']
# Its profile would stay loaded in the kernel when the box is gone.
disable_apparmor = true
# Without CAP_SYS_RESOURCE runc dies of asking for a lower score.
restrict_oom_score_adj = {restricted}
netns_mounts_under_state_dir = true

[plugins.'io.containerd.image-verifier.v1.bindir']
bin_dir = '{inputs.folder.configuration / "image-verifiers"}'

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['{inputs.programs / "cni"}']
conf_dir = '{inputs.folder.network_plugins}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = '{inputs.machine.runtime}'
SystemdCgroup = false
"""


def registry_of_every_name(inputs: Inputs) -> str:
    """Return the hosts.toml that sends the pulls of every registry's names to the box's, and nowhere else.

    `server` is what is asked last: were it left out, that would be the real registry of the name.
    """
    return f"""\
server = 'http://{inputs.plan.registry}'

[host.'http://{inputs.plan.registry}']
capabilities = ['pull', 'resolve']
"""


def registry(inputs: Inputs) -> dict[str, Any]:
    """Return the configuration of the OCI registry: its images are shared by all boxes and only read."""
    return {
        "version": 0.1,
        "log": {"level": "info", "accesslog": {"disabled": False}},
        "storage": {
            "filesystem": {"rootdirectory": str(inputs.registry)},
            "maintenance": {"readonly": {"enabled": True}, "uploadpurging": {"enabled": False}},
        },
        "http": {"addr": inputs.plan.registry, "secret": "no uploads, so nothing to sign"},
    }


def kubelet(inputs: Inputs) -> dict[str, Any]:
    """Return kubelet's configuration: upstream's defaults but for what a guest on a machine must change."""
    folder, certificates = inputs.folder, inputs.folder.certificates
    never = "0%"
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": str(inputs.plan.node),
        "healthzBindAddress": "127.0.0.1",
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(certificates / "ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": str(certificates / "kubelet-server.crt"),
        "tlsPrivateKeyFile": str(certificates / "kubelet-server.key"),
        "containerRuntimeEndpoint": f"unix://{CONTAINERD_SOCKET}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{inputs.options.control_group}",
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
        "podLogsDir": str(folder.pod_logs),
        "volumePluginDir": str(folder.kubelet / "volume-plugins"),
        "serializeImagePulls": False,
        "registryPullQPS": 0,
    }


def kube_proxy(inputs: Inputs) -> dict[str, Any]:
    """Return kube-proxy's configuration: iptables mode, and no setting of the machine is written."""
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "iptables",
        "clientConnection": {"kubeconfig": str(inputs.folder.kubeconfig_of("kube-proxy"))},
        "hostnameOverride": inputs.options.node,
        "clusterCIDR": str(PODS),
        "bindAddress": str(inputs.plan.node),
        "healthzBindAddress": f"{inputs.plan.node}:{KUBE_PROXY_HEALTH_PORT}",
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


def pod_network() -> dict[str, Any]:
    """Return the CNI configuration: a bridge of the box's own, and host ports."""
    return {
        "cniVersion": "1.0.0",
        "name": "kubebox",
        "plugins": [
            {
                "type": "bridge",
                "bridge": "pods",
                "isGateway": True,
                "hairpinMode": True,
                "ipam": {
                    "type": "host-local",
                    "ranges": [[{"subnet": str(PODS)}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                    "dataDir": str(RUN / "cni"),
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": True}},
        ],
    }
