"""What boot itself puts into the cluster: roles of the box's own clients, and a default storage class."""

from __future__ import annotations

from pathlib import Path

import yaml

from conformance.clusters.kubebox.apiserver import ApiServer
from conformance.clusters.kubebox.volumes import storage_objects

OBJECTS = Path(__file__).parent / "objects"


def give_roles(api: ApiServer) -> None:
    """Let the clients that Kubernetes' own bootstrap roles do not know do what they must."""
    for document in yaml.safe_load_all((OBJECTS / "roles.yaml").read_text()):
        api.create(document)


def make_storage_class(api: ApiServer, node: str, volumes: list[Path]) -> None:
    """Make the default storage class and a volume for each folder."""
    for document in storage_objects(node, volumes):
        api.create(document)
