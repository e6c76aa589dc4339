"""A default storage class for the box: a few folders of the machine as local persistent volumes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

STORAGE_CLASS = "local"
COUNT = 20
"""Enough for one run, whose stacks ask for three each at most; of a box that stays up they are given anew."""
CAPACITY = "2Gi"
"""What each says of itself; nothing enforces it on a plain folder."""
OPEN_TO_ALL = 0o777
"""Writable by whatever user a container runs as."""


def make_folders(parent: Path) -> list[Path]:
    """Make the folders behind the volumes."""
    parent.mkdir(mode=0o755)
    folders = [parent / f"volume-{number}" for number in range(COUNT)]
    for folder in folders:
        folder.mkdir()
        folder.chmod(OPEN_TO_ALL)
    return folders


def storage_objects(nodes: Sequence[str], folders: list[Path]) -> list[dict[str, Any]]:
    """Return the storage class, marked as default, and a volume a folder, on the nodes in turn."""
    volumes = [_volume(node, folder) for node, folder in zip(cycle(nodes), folders, strict=False)]
    return [_storage_class(), *volumes]


def _storage_class() -> dict[str, Any]:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": STORAGE_CLASS,
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer",
        "reclaimPolicy": "Retain",
    }


def _volume(node: str, folder: Path) -> dict[str, Any]:
    here = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": folder.name},
        "spec": {
            "capacity": {"storage": CAPACITY},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": STORAGE_CLASS,
            "persistentVolumeReclaimPolicy": "Retain",
            "local": {"path": str(folder)},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [here]}]}},
        },
    }
