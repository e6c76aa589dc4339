"""Watches over everything of a stack in one namespace."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any

from conformance.errors import ClusterUnreachable, CredentialsRefused, EnvironmentFault
from conformance.observe.kind_watch import KindWatch
from conformance.observe.kinds import KINDS
from conformance.observe.raw_get import RefusedError, UnreachableError, get_json
from conformance.observe.store import Saw, SnapshotStore
from conformance.observed import Snapshot

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CLOSE_S = 0.9
"""Shared by all threads; one that stands in an unanswered request is left to end by itself."""
_REQUIRED = tuple(kind for kind in KINDS if kind.required)


class NamespaceWatch:
    """The newest snapshot of a namespace, from one thread a kind; a context manager too."""

    def __init__(self, api: ApiClient, namespace: str, saw: Saw | None = None, selector: str = "") -> None:
        """Prepare; nothing is asked before `start`. `saw` is told of each version of an object.

        In a namespace that others use too, `selector` chooses by label what is seen.
        """
        self.namespace = namespace
        self._selector = selector
        self._api = api
        self._store = SnapshotStore(namespace, saw) if saw else SnapshotStore(namespace)
        self._watches = [KindWatch(api, namespace, kind, self._store, selector) for kind in KINDS]

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._store.snapshot

    @property
    def changes(self) -> threading.Condition:
        """Notified on each new snapshot, and when a watch loses or finds its connection."""
        return self._store.changes

    @property
    def fault(self) -> EnvironmentFault | None:
        """What keeps the watches from seeing and will not pass; None where nothing does."""
        return self._store.fault

    @property
    def trouble(self) -> str:
        """What a connection suffers just now; empty where all watches are connected."""
        return self._store.trouble

    def start(self, timeout: float = 10.0) -> NamespaceWatch:
        """List every kind, then follow its changes in the background.

        Returns when all are listed. Raises CredentialsRefused at once on 401 and 403, ClusterUnreachable
        after `timeout` seconds without a list.
        """
        for watch in self._watches:
            watch.start()
        with self.changes:
            self.changes.wait_for(
                lambda: self._store.has_listed(_REQUIRED) or self.fault is not None, timeout
            )
        if self._store.has_listed(_REQUIRED):
            return self
        fault = self.fault or _unreachable(self.trouble or f"no answer within {timeout:g} s")
        self.close()
        raise fault

    def look_again(self, timeout: float = 5.0) -> Snapshot:
        """Return a snapshot from fresh lists, for the case that a watch fell silent; the history is the
        watches'.

        `timeout` in seconds bounds all lists together. Raises ClusterUnreachable, CredentialsRefused.
        """
        deadline = time.monotonic() + timeout
        fields: dict[str, Any] = {}
        try:
            for kind in _REQUIRED:
                # what is left may be nothing: the least lets a list that answers at once still count
                left = max(deadline - time.monotonic(), 0.1)
                answer = get_json(
                    self._api, kind.path_in(self.namespace), kind.narrowed_to(self._selector), left
                )
                views = map(kind.parse, answer.get("items") or ())
                fields[kind.field] = MappingProxyType({view.name: view for view in views})
        except UnreachableError as error:
            raise _unreachable(str(error)) from error
        except RefusedError as error:
            if error.status in (401, 403):
                raise CredentialsRefused(
                    f"the API server refuses the credentials ({error.status})",
                    "sign in again, or ask for the rights",
                    detail=error.words,
                    cause="credentials-refused",
                ) from error
            raise _unreachable(str(error)) from error
        return replace(self.snapshot, taken_at=time.monotonic(), **fields)

    def close(self) -> None:
        """End all threads, within a second."""
        for watch in self._watches:
            watch.close()
        deadline = time.monotonic() + CLOSE_S
        for watch in self._watches:
            watch.join(max(0.0, deadline - time.monotonic()))

    def __enter__(self) -> NamespaceWatch:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


def _unreachable(words: str) -> ClusterUnreachable:
    return ClusterUnreachable(
        f"the API server does not answer ({words})", "look at the cluster", cause="cluster-unreachable"
    )
