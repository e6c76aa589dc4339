"""What the controller of a run and its workers tell each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conformance.cluster_time import ClusterClock
from conformance.inputs import Inputs
from conformance.ledger import JudgedWhile
from conformance.observed import PodView, View
from conformance.patience import Patience
from conformance.plan.usual import Usual
from conformance.pods_that_ran import Seen
from conformance.provenance import StoredObject
from conformance.record import RunRecord, ScenarioRecord
from conformance.registry.tags import Pins
from conformance.skew_record import SkewRecord


def read_only(table: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return `table` as a view that nobody may change: pickle does not know how such a view is made."""
    return MappingProxyType(table)


ForkingPickler.register(MappingProxyType, lambda view: (read_only, (dict(view),)))


@dataclass(frozen=True)
class Outset:
    """To a worker, once: the run that it is a part of, and the cluster."""

    name: str
    inputs: Inputs
    patience: Patience
    """For what is judged beside others; alone, that of the inputs counts."""
    record: RunRecord
    folder: Path
    kubeconfig: Path | None
    context: str
    capabilities: Mapping[str, str]
    pins: Pins
    clock: ClusterClock | None
    usual: Usual | None
    key: bytes
    """Of the redactor: a secret has one mark in the whole report."""


@dataclass(frozen=True)
class JudgeNext:
    """To a worker: judge this promise, `alone` or beside others; `then` are those that come afterwards, as
    far as is settled.
    """

    identifier: str
    alone: bool
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class EndNow:
    """To a worker: nothing more is to be judged; `discard` asks for the deletion of the stacks it holds,
    `look_at_clocks` for how far this machine's clock is from those of their nodes.
    """

    discard: bool
    look_at_clocks: bool


@dataclass(frozen=True)
class Held:
    """From either: secrets that it has come to hold, with their names."""

    secrets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ready:
    """From a worker: the promises that it has read, in the order of a serial run."""

    order: tuple[str, ...]


@dataclass(frozen=True)
class NamespaceMade:
    """From a worker: that it is about to make a namespace, or (`refused`) that there is none."""

    name: str
    refused: bool = False


@dataclass(frozen=True)
class LeaseMade:
    """From a worker: that a namespace has its Lease, to be renewed by the controller."""

    namespace: str
    clock: ClusterClock | None


@dataclass(frozen=True)
class Shown:
    """From a worker: what the progress display is to be told, by its method's name."""

    method: str
    words: tuple[Any, ...]


@dataclass(frozen=True)
class PodSeen:
    """From a worker: two versions of a pod that show a disturbance; `at` is in monotonic seconds."""

    at: float
    before: View | None
    now: PodView


@dataclass(frozen=True)
class Judged:
    """From a worker: a promise that has its verdict, and what belongs to the run as a whole."""

    record: ScenarioRecord
    outcome: str
    """pytest's own."""
    judged_while: JudgedWhile | None
    """Of a broken one: what a disturbance is held against."""
    deviations: tuple[str, ...]
    stored: tuple[StoredObject, ...]
    ran: Seen
    unwritten: str
    """Why its evidence could not be written."""
    refused: str = ""
    """Why its worker can make no stack any more."""


@dataclass(frozen=True)
class Ended:
    """From a worker, last of all."""

    skew: tuple[SkewRecord, ...] = ()
    faults: tuple[str, ...] = ()
    """Why it could judge nothing."""
    defects: tuple[str, ...] = ()
