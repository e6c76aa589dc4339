"""What a box's containers come from and run in: containerd, the image registry, the pods' network. Pure."""

from __future__ import annotations

from typing import Any

from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import CONTAINERD_SOCKET, RUN
from conformance.clusters.kubebox.node import Node

SANDBOX_IMAGE = "registry.k8s.io/pause:3.10"


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
conf_dir = '{inputs.node.network_plugins}'

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


def pod_network(node: Node) -> dict[str, Any]:
    """Return the CNI configuration: a bridge of the node's own, and host ports."""
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
                    "ranges": [[{"subnet": str(node.pods)}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                    "dataDir": str(RUN / "cni"),
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": True}},
        ],
    }
