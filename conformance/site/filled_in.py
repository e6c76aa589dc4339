"""Options that were not typed, filled in from the environment that was chosen."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import Any

from conformance.errors import BadInput
from conformance.provenance import EnvironmentUsed
from conformance.site.conformance_toml import FILE, Settings, read_environment
from conformance.site.overlay import NOTHING, SiteOverlay


def take_environment(read: argparse.Namespace) -> tuple[EnvironmentUsed | None, SiteOverlay]:
    """Fill into `read` what only its environment says; return which that was and what it puts on objects.

    Raises BadInput as `read_environment` does, and for a file without an environment.
    """
    if read.environment is None:
        if read.config is not None:
            raise BadInput(f"--config {read.config}: no environment chosen", "name one with --environment")
        return None, NOTHING
    file = read.config or FILE
    found = read_environment(file, read.environment)
    for option, value in _applicable(read, found.settings, file).items():
        if value is not None and not getattr(read, option):
            setattr(read, option, value)
    return found.used, found.settings.objects


def _applicable(read: argparse.Namespace, settings: Settings, file: Path) -> dict[str, Any]:
    """Return by option what the environment says, without what the command line speaks against.

    Folders and files that it names are taken from where the file lies.
    """
    said = {each.name: getattr(settings, each.name) for each in fields(settings) if each.name != "objects"}
    for name in ("kubeconfig", "manifests", "reports"):
        if said[name] is not None:
            said[name] = file.parent / said[name].expanduser()
    # Of several seconds for one event the last count: those that were typed.
    read.patience = [
        *(f"{event}={seconds:g}" for event, seconds in said.pop("patience").items()),
        *read.patience,
    ]
    if read.box or read.in_cluster:
        # That names another cluster than the environment does.
        said.update(kubeconfig=None, context=None, provider=None, namespace=None, nodes=None)
    if read.kubeconfig or read.context:
        said.update(provider=None, nodes=None)
    if read.provider:
        said.update(kubeconfig=None, context=None, namespace=None, nodes=None)
    if read.manifests or read.set:
        # Whoever names a set means that one, and not half of the environment's.
        said.update(manifests=None, set=None)
    return said
