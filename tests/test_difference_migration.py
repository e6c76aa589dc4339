from __future__ import annotations

import json
from typing import Any, cast

import pytest

from conformance.errors import MissingCapability, PromiseBroken
from conformance.image_difference.migration import Asked, Migration
from conformance.image_difference.seeding import SEEDED, seeding
from conformance.inside import migration
from conformance.inside.command import Output
from conformance.inside.migration import Migrated, migrate

SEEN = {"waited_ms": 12.5, "statement_ms": 900.0, "looks": 300, "seconds": 3.25, "exit_code": 0}


def played(monkeypatch: pytest.MonkeyPatch, output: Output) -> None:
    def run(*arguments: Any) -> Output:
        assert arguments[1:4] == ("blog", "idle", "keystone")
        assert arguments[4][-2:] == ["--expand", "0.005"]
        return output

    monkeypatch.setattr(migration, "run_inside_once", run)


def migrated() -> Migrated:
    return migrate(cast(Any, None), "blog", "idle", "keystone", "--expand")


def test_a_step_and_its_longest_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, Output(json.dumps(SEEN), "alembic says something", 0, 4.0))
    assert migrated() == Migrated("--expand", 3.25, 0.9, 0.0125, 300)


@pytest.mark.parametrize(
    ("output", "error", "words"),
    [
        (Output("", "keystone-manage is not in the image", 127, 0.1), MissingCapability, "not in the image"),
        (Output("", "Access denied", 1, 0.1), PromiseBroken, "was not watched: Access denied"),
        (Output("{}", "", 0, 0.1), PromiseBroken, "was not watched: it said nothing"),
        (
            Output(json.dumps({**SEEN, "exit_code": 1}), "x\nDuplicate column", 0, 0.1),
            PromiseBroken,
            "--expand in pod idle ended with 1: Duplicate column",
        ),
    ],
)
def test_a_step_that_fails(
    monkeypatch: pytest.MonkeyPatch, output: Output, error: type[Exception], words: str
) -> None:
    played(monkeypatch, output)
    with pytest.raises(error, match=words):
        migrated()


def test_the_program_that_watches_is_python() -> None:
    compile(migration.WATCHED, "watched", "exec")


def test_every_seeded_table_gets_its_rows() -> None:
    statements = list(seeding("keystone", 1000))
    for table in SEEDED:
        assert any(
            each.startswith((f"INSERT INTO `keystone`.{table} (", f"INSERT INTO `keystone`.`{table}` ("))
            for each in statements
        ), table
    assert sum("seq_1_to_1000" in each for each in statements) == len(SEEDED) - 1, "a password for each user"


def test_what_it_took_and_whom_it_kept_waiting_is_told() -> None:
    steps = (Migrated("--expand", 3.25, 0.9, 0.0125, 300), Migrated("--contract", 1.5, 0.0, 0.0, 150))
    told = Migration(1000, steps, Asked(50, 0, 0.0121, 0.0314), Asked(200, 1, 0.013, 0.9))
    assert list(told.lines()) == [
        "1000 users, as many rows in each of user, local_user, password, revocation_event, "
        "project_endpoint_group: 4.75 s, longest lock 12.5 ms",
        "db_sync --expand: 3.25 s, longest statement 900 ms, longest wait for a lock 12.5 ms (300 looks)",
        "db_sync --contract: 1.50 s, longest statement 0.0 ms, longest wait for a lock 0.0 ms (150 looks)",
        "the older Keystone before: 50 requests, 0 failed, median 12.1 ms, longest 31.4 ms",
        "the older Keystone meanwhile: 200 requests, 1 failed, median 13.0 ms, longest 900 ms",
    ]
