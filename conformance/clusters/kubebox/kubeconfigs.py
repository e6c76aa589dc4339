"""Kubeconfigs with everything in them: one file is enough to reach the box from anywhere on this machine."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from conformance.clusters.kubebox.authority import KeyPair
from conformance.clusters.kubebox.certificates import write_private
from conformance.places import caller, give_to_caller


def kubeconfig(name: str, server: str, authority: bytes, user: str, pair: KeyPair) -> str:
    """Return a kubeconfig with the one context `name`, certificates embedded."""
    shown = {
        "client-certificate-data": _data(pair.certificate),
        "client-key-data": _data(pair.key),
    }
    return kubeconfig_with(name, server, authority, {"name": user, "user": shown})


def kubeconfig_with(name: str, server: str, authority: bytes, user: Mapping[str, Any]) -> str:
    """Return a kubeconfig with the one context `name` and that user."""
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [
            {"name": name, "cluster": {"server": server, "certificate-authority-data": _data(authority)}}
        ],
        "users": [user],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user["name"]}}],
    }
    return yaml.safe_dump(document, sort_keys=False)


def write_kubeconfigs(
    folder: Path, name: str, server: str, authority: bytes, pairs: Mapping[str, KeyPair]
) -> None:
    """Write one kubeconfig a client, `<component>.kubeconfig`, readable by root alone."""
    folder.mkdir(mode=0o700)
    for component, pair in pairs.items():
        text = kubeconfig(name, server, authority, component, pair)
        write_private(folder / f"{component}.kubeconfig", text.encode())


def write_admin_kubeconfig(path: Path, text: str) -> None:
    """Write the kubeconfig for people; under sudo it is the calling user's, in a folder they can enter."""
    write_private(path, text.encode())
    if caller().uid != os.geteuid():
        give_to_caller(path)
        path.parent.chmod(0o711)


def _data(pem: bytes) -> str:
    return b64encode(pem).decode()
