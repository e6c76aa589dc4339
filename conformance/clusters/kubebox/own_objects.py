"""What boot itself puts into the cluster: roles of the box's own clients, and a default storage class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from conformance.clusters.kubebox.apiserver import ApiServer
from conformance.clusters.kubebox.node import Node
from conformance.clusters.kubebox.volumes import storage_objects

OBJECTS = Path(__file__).parent / "objects"


def give_roles(api: ApiServer) -> None:
    """Let the clients that Kubernetes' own bootstrap roles do not know do what they must."""
    for document in yaml.safe_load_all((OBJECTS / "roles.yaml").read_text()):
        api.create(document)


def make_nodes(api: ApiServer, nodes: Sequence[Node]) -> None:
    """Make the objects of several nodes, each with the addresses of its pods, before their kubelets come.

    A kubelet takes over the object of its name that is there, and has no say in the pods' addresses.
    """
    for node in nodes:
        pods = str(node.pods)
        metadata = {"name": node.name, "labels": {"kubernetes.io/hostname": node.name}}
        spec = {"podCIDR": pods, "podCIDRs": [pods]}
        api.create({"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec})


def make_storage_class(api: ApiServer, nodes: Sequence[str], volumes: list[Path]) -> None:
    """Make the default storage class and a volume for each folder."""
    for document in storage_objects(nodes, volumes):
        api.create(document)
