"""Watches over the cluster's nodes, for as long as a run lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.observe.kind_watch import KindWatch
from conformance.observe.kinds import NODES
from conformance.observe.store import Saw, SnapshotStore

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CLOSE_S = 0.5
"""A thread that stands in an unanswered request is left to end by itself."""


class NodeWatch:
    """Tells each change of a node, from a thread of its own; who may not see nodes is told nothing."""

    def __init__(self, api: ApiClient, saw: Saw) -> None:
        """Prepare to tell `saw`; nothing is asked before `start`."""
        self._store = SnapshotStore("", saw)
        self._watch = KindWatch(api, "", NODES, self._store)

    @property
    def unseen(self) -> str:
        """Why nodes have never been seen; empty once they have."""
        if self._store.has_listed([NODES]):
            return ""
        return self._store.hidden or self._store.trouble or "the API server has not listed them"

    def start(self) -> None:
        """List the nodes and follow their changes in the background; nothing is awaited."""
        self._watch.start()

    def close(self) -> None:
        """End the thread."""
        self._watch.close()
        self._watch.join(CLOSE_S)
