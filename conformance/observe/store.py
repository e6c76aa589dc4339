"""The newest snapshot, shared between the watches that write it and the wait that reads it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

from conformance.errors import EnvironmentFault
from conformance.observe.kinds import Kind
from conformance.observed import Change, Snapshot, View
from conformance.observed.metadata import Json

HISTORY = 2000
"""Changes remembered; a full run of a stack makes some hundred."""


class Saw(Protocol):
    """What is told of each version of an object as it arrives, in the watch's thread."""

    def __call__(self, at: float, before: View | None, now: View, *, gone: bool) -> None:
        """Take version `now`, arrived `at` (monotonic seconds), after `before`; `gone`: it is the last."""


def _tell_nobody(at: float, before: View | None, now: View, *, gone: bool) -> None:
    """Keep it in the snapshot only."""


class SnapshotStore:
    """Takes changes one at a time, makes a new immutable snapshot of each, and wakes who waits."""

    def __init__(self, namespace: str, saw: Saw = _tell_nobody) -> None:
        """Begin with nothing seen; `saw` is told of all that is seen from now on."""
        self._saw = saw
        self.changes = threading.Condition()
        self._snapshot = Snapshot(namespace=namespace)
        self._history: deque[Change] = deque(maxlen=HISTORY)
        self._faults: dict[str, EnvironmentFault] = {}
        self._troubles: dict[str, str] = {}
        self._listed: set[str] = set()
        self.hidden = ""
        """Why a kind that can be done without is not shown; empty where all are."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._snapshot

    @property
    def fault(self) -> EnvironmentFault | None:
        """What keeps the watches from seeing and will not pass; None where nothing does."""
        return next(iter(self._faults.copy().values()), None)

    @property
    def trouble(self) -> str:
        """What keeps a watch from seeing just now; empty where all see."""
        return next(iter(self._troubles.copy().values()), "")

    def has_listed(self, kinds: Iterable[Kind]) -> bool:
        """Whether each of `kinds` has been listed at least once."""
        return all(kind.name in self._listed for kind in kinds)

    def replace_all(self, kind: Kind, items: Iterable[Json]) -> None:
        """Take a fresh list of a kind; what differs counts as changed, what is missing as deleted."""
        views = {view.name: view for view in map(kind.parse, items)}
        with self.changes:
            old: dict[str, View] = dict(getattr(self._snapshot, kind.field))
            for name, view in old.items():
                if name not in views or views[name].uid != view.uid:
                    self._change(kind, "DELETED", view)
            for name, view in views.items():
                before = old.get(name)
                if before is None or before.uid != view.uid:
                    self._change(kind, "ADDED", view)
                elif before.resource_version != view.resource_version:
                    self._change(kind, "MODIFIED", view)
            self._listed.add(kind.name)
            self._faults.pop(kind.name, None)
            self._troubles.pop(kind.name, None)
            self.changes.notify_all()

    def apply(self, kind: Kind, action: str, raw: dict[str, Any]) -> None:
        """Take one event of a watch: `action` is ADDED, MODIFIED or DELETED."""
        view = kind.parse(raw)
        with self.changes:
            self._change(kind, action, view)
            self.changes.notify_all()

    def sees(self, kind: Kind) -> None:
        """Note that the watch of a kind is connected."""
        with self.changes:
            known = self._troubles.pop(kind.name, None), self._faults.pop(kind.name, None)
            if any(known):
                self.changes.notify_all()

    def suffers(self, kind: Kind, words: str) -> None:
        """Note what keeps a watch from seeing just now."""
        with self.changes:
            self._troubles[kind.name] = words
            self.changes.notify_all()

    def fails(self, kind: Kind, fault: EnvironmentFault) -> None:
        """Note what will keep a watch from seeing."""
        with self.changes:
            self._faults[kind.name] = fault
            self.changes.notify_all()

    def hides(self, words: str) -> None:
        """Note that the right to see a kind is missing, which can be done without."""
        with self.changes:
            self.hidden = words
            self.changes.notify_all()

    def _change(self, kind: Kind, action: str, view: View) -> None:
        now = time.monotonic()
        objects: dict[str, View] = dict(getattr(self._snapshot, kind.field))
        known = objects.get(view.name)
        before = known if known is not None and known.uid == view.uid else None
        seen_at = dict(self._snapshot.seen_at)
        if action == "DELETED":
            # a name may be taken again before the old object's deletion is told
            if view.name in objects and objects[view.name].uid == view.uid:
                del objects[view.name]
            seen_at.pop(view.uid, None)
        else:
            objects[view.name] = view
            seen_at[view.uid] = now
        if kind.remembered:
            self._history.append(
                Change(now, action, kind.name, view.name, view.uid, view.resource_version, view)
            )
        fields: dict[str, Any] = {kind.field: MappingProxyType(objects)}
        self._snapshot = replace(
            self._snapshot,
            revision=self._snapshot.revision + 1,
            taken_at=now,
            seen_at=MappingProxyType(seen_at),
            history=tuple(self._history),
            **fields,
        )
        self._saw(now, before, view, gone=action == "DELETED")
