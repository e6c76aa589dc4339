"""Filling an image store, the first time it is used with these images."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conformance.clusters.kubebox.components import CONTAINERD, REGISTRY, on_node
from conformance.clusters.kubebox.container_configuration import SANDBOX_IMAGE
from conformance.clusters.kubebox.layout import CONTAINERD_SOCKET
from conformance.clusters.kubebox.readiness import answers_http, answers_socket
from conformance.clusters.kubebox.running_node import RunningNode

START_S = 60.0
"""A program of 44 MB read from a cold disk, with room to spare."""


def fill(node: RunningNode, contents: str) -> None:
    """Pull every image of the registry into a node's store, as kubelet would, and seal it.

    The registry is running; containerd is started and stopped, as its databases are copied at rest.
    Raises SetUpFailed where a pull fails.
    """
    parts, inputs, runtime = node.parts, node.inputs, on_node(CONTAINERD, node.node)
    parts.wait_for(REGISTRY, lambda: answers_http(f"http://{inputs.plan.registry}/v2/"), START_S)
    parts.start(runtime, inputs)
    parts.wait_for(runtime, lambda: answers_socket(parts.seen_from_outside(CONTAINERD_SOCKET)), START_S)
    for reference in references(read_images(inputs.registry)):
        parts.run(
            [
                str(inputs.programs / "ctr"),
                f"--address={CONTAINERD_SOCKET}",
                "--namespace=k8s.io",
                "images",
                "pull",
                f"--hosts-dir={inputs.folder.registries}",
                f"--snapshotter={inputs.machine.snapshotter}",
                reference,
            ]
        )
    parts.stop(runtime)
    node.store.seal(contents)


def read_images(registry: Path) -> list[dict[str, Any]]:
    """Return the list that stands beside the registry's storage: name, tag, digest … of each image."""
    images: list[dict[str, Any]] = json.loads((registry.parent / "images.json").read_text())
    return images


def references(images: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the images under the full names that Kubernetes gives them.

    The sandbox image has kubelet's own name; all others are what Docker Hub's short names stand for.
    """
    sandbox = SANDBOX_IMAGE.rpartition("/")[2]
    short = [f"{image['name']}:{image['tag']}" for image in images]
    return [SANDBOX_IMAGE if name == sandbox else f"docker.io/{name}" for name in short]
