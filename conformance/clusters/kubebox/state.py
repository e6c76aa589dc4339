"""What is known about a box outside the process that holds it: one JSON file in its folder.

It names everything the box takes of the machine, and is written before that is taken, so that whoever comes
after a holder that was killed can put the machine back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from ipaddress import IPv4Network
from typing import Any

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.processes import ProcessIdentity, is_alive
from conformance.errors import SetUpFailed
from conformance.places import boxes_dir


@dataclass(frozen=True)
class RunningComponent:
    """A component as it runs: the program itself, and its keeper, which ends as it does."""

    name: str
    process: ProcessIdentity
    keeper: ProcessIdentity


@dataclass(frozen=True)
class NodeState:
    """A node in namespaces of its own."""

    name: str
    init: ProcessIdentity | None
    """Its process 1, the last there was."""


@dataclass(frozen=True)
class BoxState:
    """What a box is made of."""

    name: str
    fingerprint: str
    """What it was made from; see fingerprint.py."""
    block: str
    node: str
    control_group: str
    store: str
    programs: str
    holder: ProcessIdentity
    kept_by_daemon: bool
    started_at: float
    """Seconds since the epoch."""
    like: str = ""
    """The managed Kubernetes that it behaves like; empty for plain upstream."""
    ready_after_s: float | None = None
    init: ProcessIdentity | None = None
    components: tuple[RunningComponent, ...] = ()
    nodes: tuple[NodeState, ...] = ()
    """Empty where the one node shares the namespaces of the control plane."""

    @property
    def plan(self) -> AddressPlan:
        """The addresses it has."""
        return AddressPlan(IPv4Network(self.block))

    @property
    def is_held(self) -> bool:
        """Whether the process that holds it lives: else the box is dead too."""
        return is_alive(self.holder)

    @property
    def processes(self) -> Iterator[ProcessIdentity]:
        """Every process that is known by name."""
        if self.init:
            yield self.init
        yield from (node.init for node in self.nodes if node.init)
        for component in self.components:
            yield component.keeper
            yield component.process


def save(state: BoxState, folder: BoxFolder) -> None:
    """Write the state so that a reader sees the old one or the new one, never half of it."""
    draft = folder.state_file.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(state), indent=2))
    draft.replace(folder.state_file)


def load(folder: BoxFolder) -> BoxState | None:
    """Return the state of the box in a folder; None where a holder died before it had written one.

    Raises SetUpFailed for a state that this version of the suite cannot read.
    """
    try:
        return _read(json.loads(folder.state_file.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetUpFailed(
            f"{folder.state_file} is of another version of the suite ({error})",
            "end that box with the clone that made it",
        ) from error


def box_folders() -> list[BoxFolder]:
    """Return the folder of every box of this machine, dead or alive, by name."""
    try:
        return sorted((BoxFolder(path) for path in boxes_dir().iterdir()), key=lambda folder: folder.name)
    except FileNotFoundError:
        return []


def folder_of(name: str) -> BoxFolder:
    """Return the folder that a box of that name has or would have."""
    return BoxFolder(boxes_dir() / name)


def _read(document: dict[str, Any]) -> BoxState:
    known = {field.name for field in fields(BoxState)}
    document = {key: value for key, value in document.items() if key in known}
    components = tuple(
        RunningComponent(
            name=each["name"],
            process=ProcessIdentity(**each["process"]),
            keeper=ProcessIdentity(**each["keeper"]),
        )
        for each in document.pop("components")
    )
    holder = ProcessIdentity(**document.pop("holder"))
    init = _process(document.pop("init"))
    nodes = tuple(NodeState(each["name"], _process(each["init"])) for each in document.pop("nodes", ()))
    return BoxState(**document, components=components, holder=holder, init=init, nodes=nodes)


def _process(document: dict[str, Any] | None) -> ProcessIdentity | None:
    return ProcessIdentity(**document) if document else None
