"""The keys, the lock and the order of a start, without a database."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Self, cast

import pytest

from images.keystone.keystone_start import keys, setup_lock
from images.keystone.keystone_start.refusal import RefusalError
from images.keystone.keystone_start.stopping import StoppedError, StopSignal
from images.keystone.keystone_start.undone import Found


class LockServer:
    """A connection to a MariaDB whose lock is given at the n-th attempt; also its own cursor."""

    def __init__(self, given_at: int) -> None:
        self.given_at = given_at
        self.asked: list[str] = []
        self._row: tuple[Any, ...] | None = None

    def cursor(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, query: str, parameters: tuple[Any, ...]) -> None:
        self.asked.append(f"{query.split()[1].partition('(')[0]}{parameters}")
        if "GET_LOCK" in query:
            attempts = sum(asked.startswith("GET_LOCK") for asked in self.asked)
            self._row = (1 if attempts == self.given_at else 0,)
        else:
            self._row = (4, "10.244.0.5:58236")

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._row


def take(server: LockServer, said: list[str]) -> None:
    with setup_lock.held(cast(Any, server), "keystone", 120, said.append):
        said.append("inside")


def test_a_free_lock_is_taken_silently_and_given_back() -> None:
    server, said = LockServer(given_at=1), list[str]()
    take(server, said)
    assert said == ["inside"]
    assert server.asked == [
        "GET_LOCK('keystone-setup.keystone', 0)",
        "RELEASE_LOCK('keystone-setup.keystone',)",
    ]


def test_a_waiting_replica_says_once_for_whom_it_waits() -> None:
    server, said = LockServer(given_at=2), list[str]()
    take(server, said)
    assert said == [
        "waiting for another replica to set up the database: held by 10.244.0.5:58236 (connection 4)",
        "inside",
    ]
    assert "GET_LOCK('keystone-setup.keystone', 120)" in server.asked


def test_a_lock_that_stays_held_is_refused_with_its_holder() -> None:
    with pytest.raises(RefusalError, match=r"not free within 120 s: held by 10\.244\.0\.5:58236"):
        take(LockServer(given_at=3), [])


def test_keys_are_two_fernet_keys_and_never_the_same() -> None:
    made = json.loads(keys.make())
    assert set(made) == {"0", "1"}
    assert all(len(base64.urlsafe_b64decode(key)) == 32 for key in made.values())
    assert keys.make() != keys.make()


def test_only_repositories_without_a_mounted_key_are_written(tmp_path: Path) -> None:
    (tmp_path / "fernet-keys").mkdir()
    (tmp_path / "fernet-keys" / "3").write_text("of a Secret")
    (tmp_path / "credential-keys").mkdir()
    wanted = keys.not_mounted(tmp_path)
    assert wanted == ("credential-keys",)
    keys.write(Found(notes={"credential-keys": '{"0": "a", "1": "b"}'}), wanted, tmp_path)
    assert [(path.name, path.read_text()) for path in sorted((tmp_path / "credential-keys").iterdir())] == [
        ("0", "a"),
        ("1", "b"),
    ]
    assert (tmp_path / "credential-keys" / "0").stat().st_mode & 0o777 == 0o600
    assert keys.not_mounted(tmp_path) == ()


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> StopSignal:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return StopSignal()


def test_a_stop_ends_a_wait_at_once(stop: StopSignal) -> None:
    with pytest.raises(StoppedError):
        stop._take()


def test_a_stop_waits_for_the_end_of_a_change(stop: StopSignal) -> None:
    steps = []

    def change() -> None:
        with stop.after_this():
            stop._take()
            steps.append("changed")

    with pytest.raises(StoppedError):
        change()
    assert steps == ["changed"]
