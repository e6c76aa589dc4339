"""A cluster that a test plays, with namespaces that go when they are told to, unless something holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from kubernetes.client import ApiClient

from conformance.lease import LASTS, NAME
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL, STACK_LABEL
from tests.played_api import played_api, recorded
from tests.played_http import Asked, Played, Reply

NOW = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)
"""The played API server's clock, which stands still."""
RUN = "20261123-020000-aaaaaa"
OTHER = "20261123-030000-bbbbbb"


def written(age: float) -> str:
    """Return the time `age` seconds ago as the API has it."""
    return (NOW - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")


def namespace(
    run: str = RUN, purpose: str = "own-1", age: float = 9000, labels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a run's namespace that was made `age` seconds ago; `labels` are put over its own."""
    marks = {RUN_LABEL: run, STACK_LABEL: purpose, MANAGED_LABEL: MANAGED_BY, **(labels or {})}
    return {"metadata": {"name": f"{run}-{purpose}", "labels": marks, "creationTimestamp": written(age)}}


def lease(
    run: str = RUN, purpose: str = "own-1", age: float = 9000, holder: str | None = None
) -> dict[str, Any]:
    """Return a Lease that was renewed `age` seconds ago; an empty `holder` has given it up."""
    metadata = {"name": NAME, "namespace": f"{run}-{purpose}", "labels": {RUN_LABEL: run}}
    held_by = run if holder is None else holder
    return {
        "metadata": {**metadata, "creationTimestamp": written(9000)},
        "spec": {"holderIdentity": held_by, "leaseDurationSeconds": LASTS, "renewTime": written(age)},
    }


@dataclass
class PlayedCluster:
    """Namespaces and Leases as they are now, and what was asked to be deleted."""

    namespaces: list[dict[str, Any]]
    leases: list[dict[str, Any]] = field(default_factory=list)
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By namespace: a service that keeps it from going."""
    refuses: str = ""
    """A path that may not be deleted."""
    silences: int = 0
    """So many looks, once something was deleted, are not answered."""
    lasts: int = 0
    """So many looks at a namespace that is going find it there still."""
    deleted: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The namespaces that are there."""
        return [each["metadata"]["name"] for each in self.namespaces]

    def answer(self, asked: Asked) -> Reply:
        """Answer one request; every answer carries the clock."""
        reply = self._answer(asked)
        return Reply(reply.status, reply.body, {**reply.headers, "Date": format_datetime(NOW, usegmt=True)})

    def _answer(self, asked: Asked) -> Reply:
        path, _, query = asked.path.partition("?")
        words = path.strip("/").split("/")
        if asked.method == "DELETE":
            return self._delete(path, words)
        if self.deleted and self.silences:
            self.silences -= 1
            return Reply(0)
        if words[-1] == "leases":
            return Reply(200, {"items": self.leases})
        if words[-1] == "namespaces":
            labelled = [each for each in self.namespaces if RUN_LABEL in each["metadata"]["labels"]]
            return Reply(200, {"items": labelled if query else self.namespaces})
        if words[:-1] == ["api", "v1", "namespaces"]:
            return self._look_at(words[-1])
        if words[-1] == "services" and words[3] in self.services:
            return Reply(200, {"items": [self.services[words[3]]]})
        return Reply(200, {"items": []})

    def _look_at(self, name: str) -> Reply:
        found = [each for each in self.namespaces if each["metadata"]["name"] == name]
        if not found:
            return recorded("not-found")
        if "deletionTimestamp" in found[0]["metadata"] and self.lasts:
            self.lasts -= 1
            if not self.lasts:
                self.namespaces.remove(found[0])
        return Reply(200, found[0])

    def _delete(self, path: str, words: list[str]) -> Reply:
        self.deleted.append(path)
        if path == self.refuses:
            return recorded("no-right")
        if words[:-1] == ["api", "v1", "namespaces"]:
            for each in self.namespaces:
                if each["metadata"]["name"] == words[-1]:
                    each["metadata"]["deletionTimestamp"] = written(0)
            self.namespaces = [
                each
                for each in self.namespaces
                if each["metadata"]["name"] != words[-1] or words[-1] in self.services or self.lasts
            ]
        return Reply(200, {})


@contextmanager
def served(cluster: PlayedCluster) -> Iterator[tuple[ApiClient, Played]]:
    """Serve `cluster` until the end of the block."""
    with played_api(cluster.answer) as (api, server):
        yield api, server
