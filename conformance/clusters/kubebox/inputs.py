"""What a box's configuration files and the commands of its components are made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.machine import Machine
from conformance.clusters.kubebox.node import Node
from conformance.clusters.kubebox.options import BoxOptions


@dataclass(frozen=True)
class Inputs:
    """One box's folder, options and addresses, and what of the machine it uses."""

    folder: BoxFolder
    options: BoxOptions
    plan: AddressPlan
    machine: Machine
    programs: Path
    registry: Path
    """The storage root of the image registry."""
    store: Path
    """containerd's root folder."""
    node: Node
    """The node it is about; the control plane's programs do not look at it."""
