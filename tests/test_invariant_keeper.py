"""What a scenario does on purpose is allowed until it ends, and everything else is told once."""

from __future__ import annotations

from typing import Any, cast

import pytest

from conformance import invariant_keeper as module
from conformance.errors import PromiseBroken
from conformance.invariant_keeper import InvariantKeeper
from conformance.observed import PodView, Snapshot
from tests.recorded import named, objects, snapshot_of

SERVER_ERROR = "pod keystone answered 503 to POST /v3/auth/tokens"


class PlayedLogs:
    """Logs that hold a 503 and nothing else."""

    def __init__(self, *_: Any) -> None:
        pass

    def ill_lines(self, _: list[PodView], *, server_errors: bool = True) -> list[str]:
        return [SERVER_ERROR] if server_errors else []


class ReadOnce(PlayedLogs):
    """Logs that hold a 503 until they have been read."""

    def __init__(self, *_: Any) -> None:
        self.lines = [SERVER_ERROR]

    def ill_lines(self, _: list[PodView], *, server_errors: bool = True) -> list[str]:
        lines, self.lines = self.lines, []
        return lines if server_errors else []


class NoLogs(PlayedLogs):
    def ill_lines(self, _: list[PodView], *, server_errors: bool = True) -> list[str]:  # noqa: ARG002 - the played one's signature
        return []


def keeper(monkeypatch: pytest.MonkeyPatch, logs: type[PlayedLogs] = NoLogs) -> InvariantKeeper:
    monkeypatch.setattr(module, "ReplicaLogs", logs)
    return InvariantKeeper(cast(Any, None), "stack", "keystone")


def restarted() -> tuple[Snapshot, PodView]:
    """Return a healthy stack whose database container was started twice, and the database pod."""
    found = objects("healthy")
    pod = named(found["pods"], "keystone-db")
    pod["status"]["containerStatuses"][0]["restartCount"] = 1
    snapshot = snapshot_of(found)
    return snapshot, snapshot.pods["keystone-db"]


def test_an_unasked_restart_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, _ = restarted()
    with pytest.raises(PromiseBroken, match="keystone-db restarted unasked"):
        keeper(monkeypatch).hold(snapshot, [])


def test_a_restart_that_was_asked_for_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, database = restarted()
    held = keeper(monkeypatch)
    held.expect_restart(database, database.containers[0].name)
    held.hold(snapshot, [])


def test_the_next_scenario_is_not_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, _ = restarted()
    held = keeper(monkeypatch)
    held.scenario_ended(snapshot)
    held.hold(snapshot, [])


def test_what_was_allowed_ends_with_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    held = keeper(monkeypatch, PlayedLogs)
    held.expect_server_errors()
    held.hold(Snapshot(), [])
    held.scenario_ended(Snapshot())
    with pytest.raises(PromiseBroken, match="answered 503"):
        held.hold(Snapshot(), [])


def test_what_a_failed_scenario_left_in_the_logs_is_not_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = keeper(monkeypatch, ReadOnce)
    held.pass_over([])
    held.hold(Snapshot(), [])
