"""The user in the kubeconfig of a box that is like GKE: a plugin signs in, as GKE's own does. Pure."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.likeness.sign_in import USER, plugin_file, plugin_program

PLUGIN = Path(__file__).parent / "auth_plugin.py"
HINT = "kubebox-auth-plugin lies in the folder of the box: is the box up? `./toxw -e cluster -- status` tells"


def plugin_user(folder: BoxFolder) -> dict[str, Any]:
    """Return the user as `gcloud container clusters get-credentials` writes it, but for the program."""
    return {
        "name": USER,
        "user": {
            "exec": {
                "apiVersion": "client.authentication.k8s.io/v1",
                "command": str(plugin_program(folder)),
                "installHint": HINT,
                "interactiveMode": "Never",
                "provideClusterInfo": True,
            }
        },
    }


def plugin_script(folder: BoxFolder) -> str:
    """Return the program that the kubeconfig names: our plugin under a name of its own."""
    words = [sys.executable, "-I", str(PLUGIN), str(plugin_file(folder))]
    return f"#!/bin/sh\nexec {shlex.join(words)}\n"
