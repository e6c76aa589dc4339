"""Writes the configuration files of a box's components."""

from __future__ import annotations

import json

import yaml

from conformance.clusters.kubebox import audit
from conformance.clusters.kubebox.container_configuration import (
    containerd,
    pod_network,
    registry,
    registry_of_every_name,
)
from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.kubernetes_configuration import cloud, corefile, kube_proxy, kubelet


def write_configuration(inputs: Inputs) -> None:
    """Write what the box's control plane reads, and all nodes alike, below its `configuration` folder."""
    folder = inputs.folder
    (folder.registries / "_default").mkdir(parents=True)
    texts = {
        "registry.yaml": yaml.safe_dump(registry(inputs)),
        audit.POLICY_FILE: yaml.safe_dump(audit.policy()),
        "cloud.yaml": yaml.safe_dump(cloud(inputs)),
        "Corefile": corefile(inputs),
        "resolv.conf": f"nameserver {inputs.plan.node}\n",
        "registries/_default/hosts.toml": registry_of_every_name(inputs),
    }
    for name, text in texts.items():
        (folder.configuration / name).write_text(text)


def write_node_configuration(inputs: Inputs) -> None:
    """Write what one node reads, below its `configuration` folder."""
    node = inputs.node
    node.network_plugins.mkdir(parents=True)
    texts = {
        "containerd.toml": containerd(inputs),
        "kubelet.yaml": yaml.safe_dump(kubelet(inputs)),
        "kube-proxy.yaml": yaml.safe_dump(kube_proxy(inputs)),
        "cni/10-kubebox.conflist": json.dumps(pod_network(node), indent=2),
    }
    for name, text in texts.items():
        (node.configuration / name).write_text(text)
