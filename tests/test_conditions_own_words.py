"""The first broken rung in a replica's own words."""

from __future__ import annotations

import pytest

from conformance.conditions.own_words import rung_in_own_words
from conformance.conditions.rung import Rung


@pytest.mark.parametrize(
    ("line", "rung"),
    [
        ("DB_PORT_3306_TCP_ADDR must be set, maybe you did not link it?", Rung.ENVIRONMENT),
        (
            "keystone: MYSQL_USER (the database user) must be set in the container's environment",
            Rung.ENVIRONMENT,
        ),
        (
            "keystone: MariaDB at 10.96.0.7 says: Access denied for user 'keystone'; check MYSQL_USER",
            Rung.DATABASE_REACHABLE,
        ),
        ("keystone: no database at 10.96.0.7:3306 within 60 s (timed out)", Rung.DATABASE_REACHABLE),
        ("keystone: waiting for the database at 10.96.0.7:3306, at most 60 s", Rung.DATABASE_REACHABLE),
        ("keystone: the database is half-made: 36 tables, and alembic_version is missing", Rung.SCHEMA),
        ("keystone: the server failed", Rung.API_UP),
    ],
)
def test_each_line_of_the_contract_has_its_rung(line: str, rung: Rung) -> None:
    broken = rung_in_own_words("keystone-rc-1", ["something else", line, "more of it"])
    assert broken is not None
    assert broken.rung is rung
    assert str(broken).startswith(f"{rung}: pod keystone-rc-1 says: ")
    assert "keystone: " not in broken.why


def test_a_replica_that_serves_has_come_all_the_way() -> None:
    lines = [
        "keystone: waiting for the database at 10.96.0.7:3306, at most 60 s",
        "keystone: serving on 5000 and 35357 after 2.0 s (db_sync)",
        "2026-11-23T05:00:00.000Z request method=GET path=/v3 status=200 bytes=252 ms=1.9 client=10.0.0.9",
    ]
    assert rung_in_own_words("keystone-rc-1", lines) is None


def test_an_image_that_says_something_else_explains_nothing() -> None:
    assert rung_in_own_words("keystone-rc-1", ["Segmentation fault"]) is None
