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
    """Write every file below the box's `configuration` folder."""
    folder = inputs.folder
    for path in (folder.configuration, folder.network_plugins, folder.registries / "_default"):
        path.mkdir(parents=True)
    texts = {
        "containerd.toml": containerd(inputs),
        "registry.yaml": yaml.safe_dump(registry(inputs)),
        "kubelet.yaml": yaml.safe_dump(kubelet(inputs)),
        "kube-proxy.yaml": yaml.safe_dump(kube_proxy(inputs)),
        audit.POLICY_FILE: yaml.safe_dump(audit.policy()),
        "cloud.yaml": yaml.safe_dump(cloud(inputs)),
        "Corefile": corefile(inputs),
        "resolv.conf": f"nameserver {inputs.plan.node}\n",
        "cni/10-kubebox.conflist": json.dumps(pod_network(), indent=2),
        "registries/_default/hosts.toml": registry_of_every_name(inputs),
    }
    for name, text in texts.items():
        (folder.configuration / name).write_text(text)
